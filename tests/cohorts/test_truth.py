"""Whether a message about a place or a session is still true when it leaves."""

import datetime as dt

import pytest

from cohorts import enrolment as places
from cohorts import truth
from cohorts.cancelling import cancel_session
from referral_portal.outbox.enums import CancelReason
from referral_portal.outbox.models import OutgoingMessage
from referrals.enums import EndingCode
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import PLANNED_AT, make_cohort, place_somebody
from tests.factories.single import book, placed_alone

pytestmark = pytest.mark.django_db


def removed(enrolment):
    places.remove(
        enrolment_id=enrolment.pk,
        code=EndingCode.NOT_ENGAGED,
        words="Never came.",
        by=UserFactory(manager=True),
        now=PLANNED_AT,
    )


def test_a_place_is_told_while_it_is_held():
    enrolment = place_somebody(make_cohort())
    message = OutgoingMessage.objects.get()
    assert truth.about_place(message, PLANNED_AT) is None

    removed(enrolment)
    assert truth.about_place(message, PLANNED_AT) == CancelReason.NO_PLACE


def test_a_booked_session_is_told_until_it_begins_and_while_it_is_planned():
    session = book(placed_alone(), 1)
    message = OutgoingMessage.objects.get(event="appointment_participant")
    assert truth.about_session(message, PLANNED_AT) is None
    assert truth.about_session(message, session.starts_at) == CancelReason.OVER

    type(session).objects.update(status="cancelled")
    assert truth.about_session(message, PLANNED_AT) == CancelReason.SESSION
    message.key = message.key.replace(f"-{session.pk}", "-999999")
    assert truth.about_session(message, PLANNED_AT) == CancelReason.SESSION


@pytest.fixture
def cancelled():
    """A cancelled session of a group, the next one, the enrolment and the message about both."""
    group = make_cohort()
    enrolment = place_somebody(group)
    first, second = group.sessions.order_by("number")[:2]
    by = group.staffing.first().user
    cancel_session(session_id=first.pk, reason="Snow", by=by, now=PLANNED_AT)
    message = OutgoingMessage.objects.get(event="meeting_participant")
    return first, second, enrolment, message


def test_a_cancelled_session_is_told_until_it_would_have_begun(cancelled):
    first, _, _, message = cancelled
    assert truth.about_session(message, first.starts_at - dt.timedelta(minutes=1)) is None
    assert truth.about_session(message, first.starts_at) == CancelReason.OVER

    type(first).objects.filter(pk=first.pk).update(status="planned")
    assert truth.about_session(message, PLANNED_AT) == CancelReason.SESSION


def test_the_next_session_that_it_names_must_be_planned(cancelled):
    _, second, _, message = cancelled
    type(second).objects.filter(pk=second.pk).update(status="cancelled")
    assert truth.about_session(message, PLANNED_AT) == CancelReason.SESSION


def test_who_has_left_the_group_hears_nothing_of_its_sessions(cancelled):
    _, _, enrolment, message = cancelled
    removed(enrolment)
    assert truth.about_session(message, PLANNED_AT) == CancelReason.NO_PLACE
