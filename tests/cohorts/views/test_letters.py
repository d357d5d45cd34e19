"""The appointment letter: after release only, to a checked address, with what is still to come."""

import datetime as dt
import io

import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader

from cohorts import suspension
from cohorts.enums import Mark
from cohorts.register import mark
from referral_portal.audit.models import AuditEvent
from referral_portal.outbox.enums import MessageStatus, ReleaseBasis
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referrals.models import CallBack
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import (
    FIRST_DATE,
    PLANNED_AT,
    make_cohort,
    place_somebody,
    session_time,
)
from tests.factories.single import book, placed_alone

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

    assert "You cannot create this letter now" in response.content.decode()
    assert not AuditEvent.objects.filter(action="enrolment.letter").exists()


def test_no_letter_while_suspended_nor_before_the_end_of_it_is_told(client, desk, placed):
    page = reverse("cohorts:letter", args=[placed.pk])
    referral, manager = placed.referral, UserFactory(manager=True)
    now = PLANNED_AT + dt.timedelta(days=1)
    type(referral).objects.filter(pk=referral.pk).update(status="on_programme")
    OutgoingMessage.objects.update(status=MessageStatus.SENT)
    assert client.get(page).context["may_draw"]

    asked = {"enrolment_id": placed.pk, "words": "Invented.", "by": manager, "now": now}
    review = {"review_on": now.date() + dt.timedelta(days=1), "reviewer": manager}
    suspension.suspend(**asked, **review)
    OutgoingMessage.objects.update(status=MessageStatus.SENT)
    assert not client.get(page).context["may_draw"], (
        "it would say that there are sessions to come to"
    )

    suspension.resume(**asked)
    assert not client.get(page).context["may_draw"], "nobody has been told yet"
    OutgoingMessage.objects.update(status=MessageStatus.SENT)
    assert client.get(page).context["may_draw"]


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
    assert cohort.programme_version.name not in text, "others may open the post"
    assert "does not name the programme. Tell the person by telephone" in shown
    event = AuditEvent.objects.get(action="enrolment.letter")
    assert (event.actor_id, event.target_id) == (desk.pk, str(placed.pk))


def test_a_name_that_cannot_be_printed_stops_the_letter_and_adds_a_call(client, desk, placed):
    OutgoingMessage.objects.update(status=MessageStatus.SENT)
    person = placed.referral.participant
    person.name, person.phone = "Sam 🙂 Invented", "07700900123"
    person.save()
    page = reverse("cohorts:letter", args=[placed.pk])

    stopped = client.post(page, {"is_checked": "on"}).content.decode()
    text = words(client.post(page, {"is_checked": "on", "latin_name": "Sam Invented"}))

    assert "We did not create the letter." in stopped
    assert "🙂 (slightly smiling face)" in stopped
    assert CallBack.objects.get().referral == placed.referral
    assert "Sam Invented 1 Example Street" in text
    assert AuditEvent.objects.filter(action="enrolment.letter").count() == 1


def test_the_page_of_the_cohort_leads_there_for_the_desk_alone(client, desk, placed):
    page = reverse("cohorts:letter", args=[placed.pk])
    cohort = reverse("cohorts:detail", args=[placed.place.cohort_id])
    assert page in client.get(cohort).content.decode()
    client.force_login(placed.place.cohort.staffing.first().user)
    assert page not in client.get(cohort).content.decode()
    assert client.get(page).status_code == 404


@pytest.fixture
def alone(db):
    return placed_alone(name="Samuel Example")


def test_the_letter_lists_only_what_the_person_may_know_of(client, alone):
    person = alone.referral.participant
    person.address, person.postcode = "1 Example Street", "ME14 1XX"
    person.save()
    OutgoingMessage.objects.update(status=MessageStatus.SENT)
    book(alone, 1)
    book(alone, 2)
    OutgoingMessage.objects.filter(body__contains="12 January").update(status=MessageStatus.SENT)
    letter = reverse("cohorts:letter", args=[alone.pk])

    def drawn():
        with time_machine.travel(PLANNED_AT + dt.timedelta(days=1), tick=False):
            client.force_login(UserFactory(coordinator=True))
            return words(client.post(letter, {"is_checked": "on"}))

    text = drawn()
    assert "12 January 2027" in text
    assert "19 January 2027" not in text
    message = OutgoingMessage.objects.get(body__contains="19 January")
    MessageRelease.objects.create(
        message_id=message.pk,
        basis=ReleaseBasis.TOLD,
        not_before=PLANNED_AT,
        released_at=PLANNED_AT,
    )
    assert "19 January 2027" in drawn()


def test_the_letter_of_a_group_shows_nobody_else_s_catch_up(client):
    group = make_cohort()
    missed, other = place_somebody(group), place_somebody(group)
    facilitator = group.staffing.first().user
    mark(
        session_id=group.sessions.get(number=1).pk,
        marks={missed.pk: Mark.ABSENT, other.pk: Mark.ATTENDED},
        by=facilitator,
        now=session_time(group, 1),
    )
    book(missed, 1, on=FIRST_DATE + dt.timedelta(days=2), now=session_time(group, 1))
    OutgoingMessage.objects.update(status=MessageStatus.SENT)
    for enrolment in (missed, other):
        person = enrolment.referral.participant
        person.address, person.postcode = "1 Example Street", "ME14 1XX"
        person.save()
    with time_machine.travel(session_time(group, 1), tick=False):
        client.force_login(UserFactory(coordinator=True))
        his, theirs = (
            words(client.post(reverse("cohorts:letter", args=[one.pk]), {"is_checked": "on"}))
            for one in (missed, other)
        )

    assert "14 January 2027" in his
    assert "14 January 2027" not in theirs
