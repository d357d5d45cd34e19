"""Cancelling a cohort and one session: what stays, what becomes free, and who is told."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from cohorts import cancelling, register
from cohorts.cancelling import cancel_session
from cohorts.enums import Mark, SessionStatus
from cohorts.models import Booking
from cohorts.single_session_rules import in_words
from referral_portal.common.refusals import Refusal
from referral_portal.outbox.enums import CancelReason, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals.enums import EndingCode, Status
from tests.factories.cohorts import (
    IN_FIRST_SESSION,
    PLANNED_AT,
    make_cohort,
    place_somebody,
)
from tests.factories.single import before, book, caught_up_later, placed_alone

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


@pytest.fixture
def started(cohort, facilitator, travel):
    """A participant who came to the first session."""
    enrolment = place_somebody(cohort)
    session = cohort.sessions.get(number=1)
    marks = {enrolment.pk: Mark.ATTENDED}
    register.mark(session_id=session.pk, marks=marks, by=facilitator, now=IN_FIRST_SESSION)
    return enrolment


def messages(enrolment, event):
    return OutgoingMessage.objects.filter(
        referral_id=enrolment.referral_id, event__startswith=event
    ).order_by("created_at", "pk")


def test_nothing_is_cancelled_twice(started, cohort, manager):
    asked = {"cohort_id": cohort.pk, "by": manager, "now": IN_FIRST_SESSION}
    with pytest.raises(Refusal, match="Say why this cohort") as refusal:
        cancelling.cancel_cohort(reason=" ", **asked)
    assert refusal.value.field == "reason"
    cancelling.cancel_cohort(reason="Too few", **asked)
    with pytest.raises(Refusal, match="already over"):
        cancelling.cancel_cohort(reason="Too few", **asked)


def test_cancelling_tells_the_one_person_and_takes_back_what_waits():
    group = make_cohort()
    missed, other = place_somebody(group), place_somebody(group)
    facilitator = group.staffing.first().user
    catch_up = caught_up_later(missed, other, facilitator)

    cancel_session(session_id=catch_up.pk, reason="Ill", by=facilitator, now=before(catch_up))

    assert messages(missed, "appointment").get().status == MessageStatus.CANCELLED
    assert messages(missed, "meeting").exists()
    assert not messages(other, "meeting").exists()
    assert not Booking.objects.filter(session=catch_up).exists()


def test_a_session_that_has_begun_is_cancelled_without_a_word(cohort, facilitator):
    enrolment = place_somebody(cohort)
    session = cohort.sessions.get(number=1)

    cancel_session(session_id=session.pk, reason="Flooded", by=facilitator, now=session.starts_at)

    session.refresh_from_db()
    assert session.status == SessionStatus.CANCELLED
    assert not messages(enrolment, "meeting").exists()


@pytest.mark.parametrize(
    ("email", "event"), [("man@example.org", "meeting_participant"), ("", "meeting_staff")]
)
def test_the_message_says_which_session_and_which_comes_instead(cohort, facilitator, email, event):
    enrolment = place_somebody(cohort)
    type(enrolment.referral.participant).objects.update(email=email)
    first, second, third = cohort.sessions.order_by("number")[:3]

    cancel_session(session_id=first.pk, reason="Snow", by=facilitator, now=PLANNED_AT)

    message = messages(enrolment, "meeting").get()
    assert (message.event, message.status) == (event, MessageStatus.WAITING_RELEASE)
    assert f"The session on {in_words(first)} will not take place" in message.body
    assert f"The next session is on {in_words(second)}" in message.body
    assert in_words(third) not in message.body


def test_a_message_that_named_the_next_session_is_written_anew_when_that_is_cancelled(
    cohort, facilitator
):
    enrolment = place_somebody(cohort)
    first, second, third = cohort.sessions.order_by("number")[:3]
    later = PLANNED_AT + dt.timedelta(hours=1)
    asked = {"reason": "Snow", "by": facilitator}
    cancel_session(session_id=first.pk, now=PLANNED_AT, **asked)
    cancel_session(session_id=second.pk, now=later, **asked)

    old, *new = messages(enrolment, "meeting")
    assert (old.status, old.cancelled_because) == (
        MessageStatus.CANCELLED,
        CancelReason.OVERTAKEN,
    )
    # One alert: they were written at the same moment.
    assert {(row.status, row.created_at) for row in new} == {(MessageStatus.WAITING_RELEASE, later)}
    said = sorted(row.body.split("\n")[2] for row in new)
    assert said == sorted(
        f"The session on {in_words(gone)} will not take place. "
        f"Your reference is {enrolment.referral.reference}."
        for gone in (first, second)
    )
    for row in new:
        assert f"The next session is on {in_words(third)}" in row.body


@pytest.mark.parametrize(("phone", "words"), [("07700900123", "We will call"), ("", "Please call")])
def test_what_comes_instead_of_a_single_session_is_agreed(phone, words):
    enrolment = placed_alone()
    type(enrolment.referral.participant).objects.update(phone=phone)
    session = book(enrolment, 1)
    by = session.cohort.staffing.first().user

    cancel_session(session_id=session.pk, reason="Ill", by=by, now=before(session))

    body = messages(enrolment, "meeting").get().body
    assert f"{words} " in body
    assert "what comes instead" in body
    assert "The next session" not in body


def test_a_session_is_cancelled_once_and_with_a_reason(cohort, facilitator):
    session = cohort.sessions.get(number=2)
    asked = {"session_id": session.pk, "by": facilitator, "now": PLANNED_AT}

    with pytest.raises(Refusal, match="Say why this session") as refusal:
        cancel_session(reason=" ", **asked)
    assert refusal.value.field == "reason"
    cancel_session(reason=" Snow ", **asked)
    with pytest.raises(Refusal, match="already cancelled"):
        cancel_session(reason="Snow", **asked)

    session.refresh_from_db()
    assert (session.status, session.cancelled_because) == (SessionStatus.CANCELLED, "Snow")


def test_a_session_that_was_held_is_not_cancelled(started, cohort, facilitator):
    with pytest.raises(Refusal, match="was held"):
        cancel_session(
            session_id=cohort.sessions.get(number=1).pk,
            reason="Snow",
            by=facilitator,
            now=IN_FIRST_SESSION,
        )


def test_a_facilitator_cancels_no_session_of_another_cohort_and_no_cohort(
    cohort, other, facilitator
):
    with pytest.raises(PermissionDenied):
        cancel_session(
            session_id=other.sessions.get(number=1).pk,
            reason="Snow",
            by=facilitator,
            now=PLANNED_AT,
        )
    with pytest.raises(PermissionDenied):
        cancelling.cancel_cohort(cohort_id=cohort.pk, reason="Snow", by=facilitator, now=PLANNED_AT)


def test_participants_of_a_cancelled_cohort_wait_with_their_first_date(cohort, manager):
    enrolment = place_somebody(cohort)
    asked_at = enrolment.referral.submitted_at

    cancelling.cancel_cohort(cohort_id=cohort.pk, reason="Too few", by=manager, now=PLANNED_AT)

    enrolment.refresh_from_db()
    assert enrolment.ending_code == EndingCode.PROGRAMME_CANCELLED
    assert enrolment.referral.status == Status.AWAITING_ALLOCATION
    assert enrolment.referral.submitted_at == asked_at
    assert messages(enrolment, "cancelled").get().status == MessageStatus.WAITING_RELEASE
    assert not Booking.objects.exists()
