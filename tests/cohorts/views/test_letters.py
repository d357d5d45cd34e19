"""The appointment letter: after release only, to a checked address, with what is still to come."""

import io

import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader

from referral_portal.audit.models import AuditEvent
from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import make_cohort, place_somebody, session_time

pytestmark = pytest.mark.django_db


@pytest.fixture
def placed():
    enrolment = place_somebody(make_cohort())
    person = enrolment.referral.participant
    person.address, person.postcode = "1 Example Street", "ME14 1XX"
    person.save()
    return enrolment


@pytest.fixture
def desk(client):
    account = UserFactory(coordinator=True)
    client.force_login(account)
    return account


def words(response) -> str:
    assert response["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(response.content))
    return " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).split())


def test_no_letter_before_the_message_about_the_place_is_released(client, desk, placed):
    page = reverse("cohorts:letter", args=[placed.pk])

    response = client.post(page, {"is_checked": "on"})

    assert "You cannot create this letter yet" in response.content.decode()
    assert not AuditEvent.objects.filter(action="enrolment.letter").exists()


def test_it_lists_the_sessions_to_come_and_the_venue(client, desk, placed):
    OutgoingMessage.objects.update(status=MessageStatus.SENT)
    cohort = placed.place.cohort
    page = reverse("cohorts:letter", args=[placed.pk])

    with time_machine.travel(session_time(cohort, 2), tick=False):
        client.force_login(desk)
        shown = client.get(page).content.decode()
        unchecked = client.post(page, {})
        text = words(client.post(page, {"is_checked": "on"}))

    assert "1 Example Street<br>" in shown
    assert "Check the address first" in unchecked.content.decode()
    first, second = cohort.sessions.order_by("number")[:2]
    assert f"{second.starts_at:%-d %B %Y}" in text
    assert f"{first.starts_at:%-d %B %Y}" not in text
    assert cohort.venue.name in text
    assert cohort.programme_version.name in text
    event = AuditEvent.objects.get(action="enrolment.letter")
    assert (event.actor_id, event.target_id) == (desk.pk, str(placed.pk))


def test_the_page_of_the_cohort_leads_there_for_the_desk_alone(client, desk, placed):
    page = reverse("cohorts:letter", args=[placed.pk])
    cohort = reverse("cohorts:detail", args=[placed.place.cohort_id])
    assert page in client.get(cohort).content.decode()
    client.force_login(placed.place.cohort.staffing.first().user)
    assert page not in client.get(cohort).content.decode()
    assert client.get(page).status_code == 404
