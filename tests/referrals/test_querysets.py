"""Which referrals and call-backs each role sees, and how the desk finds them."""

import pytest
from django.core.management import call_command

from referrals.models import CallBack
from tests.factories.call_backs import CallBackFactory
from tests.factories.desk import staff

pytestmark = pytest.mark.django_db


def test_only_the_desk_sees_them():
    CallBackFactory()
    call_command("sync_roles", verbosity=0)

    for role in ("coordinator", "manager"):
        assert CallBack.objects.visible_to(staff(**{role: True})).count() == 1
    for role in ("facilitator", "co_facilitator", "agency_referrer", "auditor", "administrator"):
        assert not CallBack.objects.visible_to(staff(**{role: True})).exists()
