"""Call-backs, calls to make and late releases on the first page."""

import datetime as dt

import pytest
import time_machine

from programmes.models import Closure
from referral_portal.outbox.enums import Audience, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals import notifications
from referrals.contacts import record_call
from referrals.enums import CallOutcome
from tests.factories.call_backs import CallBackFactory
from tests.factories.desk import NOW, make_person, make_referral, staff

pytestmark = pytest.mark.django_db
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def rows(client, user, text: str) -> list:
    """The rows of one list on the first page; empty without the list."""
    client.force_login(user)
    page = client.get("/admin/")
    return [row for one in page.context["work"] if one.text == text for row in one.rows]


def test_a_call_back_is_overdue_without_a_call_in_time_and_shows_no_name(client):
    user = staff(coordinator=True)
    Closure.objects.create(closed_on=NOW.date() - DAY, reason="Training")
    late, waits, called = (
        CallBackFactory(name="Canary Example", received_at=NOW - days * DAY) for days in (5, 4, 6)
    )
    record_call(call_back_id=called.pk, result=CallOutcome.NO_ANSWER, by=user, now=NOW)

    found = rows(client, user, "Call-backs")

    assert [row.url.split("/")[-3] for row in found] == [
        str(one.pk) for one in (called, late, waits)
    ]
    # Asked on Thursday and Friday; Monday was closed.
    assert [row.is_late for row in found] == [False, False, False]
    assert [row.detail for row in found] == [
        "Called before", "First call by 1 Dec 2026", "First call by 2 Dec 2026",
    ]  # fmt: skip
    assert "Canary" not in client.get("/admin/").text
    with time_machine.travel(NOW + DAY, tick=False):
        assert [row.is_late for row in rows(client, user, "Call-backs")] == [False, True, False]


def waiting(referral, age: dt.timedelta) -> OutgoingMessage:
    """Make the message of a decision that has waited for its release since `age`."""
    return OutgoingMessage.objects.create(
        key=f"{referral.pk}", template="accepted_participant", event="accepted_participant",
        audience=Audience.PARTICIPANT, to_address="a@example.org", subject="News", body="Words",
        status=MessageStatus.WAITING_RELEASE, referral_id=referral.pk, created_at=NOW - age,
        due_at=NOW - age,
    )  # fmt: skip


def test_a_manager_sees_releases_that_are_a_day_old_and_a_coordinator_none(client):
    late, early = make_referral(), make_referral()
    hidden = make_referral(is_restricted=True)
    hidden.named_users.create(user=staff(manager=True), at=NOW)
    for referral in (late, hidden):
        waiting(referral, DAY)
    waiting(early, DAY - HOUR)

    (row,) = rows(client, staff(manager=True), "Releases overdue")

    assert (row.text, row.name) == (late.reference, "Decision: accepted")
    assert row.detail == "Waiting since 30 Nov 2026"
    assert rows(client, staff(coordinator=True), "Releases overdue") == []


def test_a_call_in_place_of_an_email_names_the_form_and_the_news(client):
    referral = make_referral(person=make_person(email=""))
    notifications.appointment(referral, 1, when="Monday", starts_at=NOW + DAY, now=NOW - DAY)
    OutgoingMessage.objects.filter(audience=Audience.STAFF).update(status=MessageStatus.SENT)

    (row,) = rows(client, staff(coordinator=True), "Calls to make")

    assert (row.text, row.name) == (referral.reference, "Session booked")
