"""The outgoing messages in the admin: a manager sees which wait, and releases one."""

import uuid

import pytest
from django.urls import reverse

from referral_portal.outbox.enums import Audience
from referral_portal.outbox.queue import queue_message
from tests.factories.desk import NOW, staff

pytestmark = pytest.mark.django_db


def waiting_message():
    return queue_message(
        template="referrals/accepted_participant",
        to="somebody@example.org",
        context={"reference": "KM-TEST-TEST", "phone": "", "service_name": "", "call_days": 2},
        key=str(uuid.uuid4()),
        audience=Audience.PARTICIPANT,
        wait_for_release=True,
        now=NOW,
    )


def test_a_manager_sees_which_messages_wait(client):
    client.force_login(staff(manager=True))
    waiting_message()

    page = client.get(reverse("admin:index")).content.decode()

    assert "Messages waiting for release" in page
    assert "somebody@example.org" not in page
