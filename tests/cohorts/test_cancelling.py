"""Cancelling a cohort and one session: what stays, what becomes free, and who is told."""

import pytest
from django.core.exceptions import PermissionDenied

from cohorts import cancelling, register
from cohorts.cancelling import cancel_session
from cohorts.enums import Mark, SessionStatus
from cohorts.models import Booking
from referral_portal.common.refusals import Refusal
from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals.enums import EndingCode, Status
from tests.factories.cohorts import (
    IN_FIRST_SESSION,
    PLANNED_AT,
    make_cohort,
    place_somebody,
)
from tests.factories.single import before, caught_up_later

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
