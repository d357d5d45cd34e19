"""The status of a cohort: when it runs, when it is over, and what cancelled sessions release."""

import datetime as dt

import pytest

from cohorts import workflow
from cohorts.enrolment import give_up_place
from cohorts.enums import CohortStatus, SessionStatus
from cohorts.models import Booking
from referral_portal.audit.models import AuditEvent
from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from tests.factories.cohorts import PLANNED_AT, place_somebody
from tests.factories.single import book, placed_alone

pytestmark = pytest.mark.django_db


@pytest.fixture
def over(cohort):
    """A moment after the last session."""
    return cohort.sessions.latest("ends_at").ends_at + dt.timedelta(minutes=1)


def begun(cohort, manager):
    workflow.begin(cohort, by=manager, now=PLANNED_AT)
    return cohort


def statuses(cohort):
    events = AuditEvent.objects.filter(action="cohort.status", target_id=str(cohort.pk))
    return [(event.data["source"], event.data["to"]) for event in events.order_by("pk")]


def test_the_first_register_begins_a_cohort_once(cohort, manager):
    for _ in range(2):
        workflow.begin(cohort, by=manager, now=PLANNED_AT)

    cohort.refresh_from_db()
    assert cohort.status == CohortStatus.RUNNING
    assert statuses(cohort) == [("planned", "running")]


def test_a_cancelled_cohort_does_not_begin(cohort, manager):
    workflow.cancel(cohort, reason="Too few", by=manager, now=PLANNED_AT)
    workflow.begin(cohort, by=manager, now=PLANNED_AT)

    cohort.refresh_from_db()
    assert (cohort.status, cohort.cancelled_because) == (CohortStatus.CANCELLED, "Too few")


def test_a_cohort_finishes_after_its_last_session_without_participants(
    cohort, manager, coordinator, over
):
    enrolment = place_somebody(cohort)
    begun(cohort, manager)

    workflow.finish_if_over(cohort, by=None, now=over)
    assert cohort.status == CohortStatus.RUNNING
    give_up_place(enrolment_id=enrolment.pk, words="Moved", by=coordinator, now=PLANNED_AT)
    workflow.finish_if_over(cohort, by=None, now=PLANNED_AT)
    assert cohort.status == CohortStatus.RUNNING
    workflow.finish_if_over(cohort, by=None, now=over)

    assert cohort.status == CohortStatus.FINISHED
    assert statuses(cohort) == [("planned", "running"), ("running", "finished")]


def test_cancelled_sessions_do_not_keep_a_cohort_running(cohort, manager):
    begun(cohort, manager)
    cohort.sessions.update(status=SessionStatus.CANCELLED)

    workflow.finish_if_over(cohort, by=manager, now=PLANNED_AT)

    assert cohort.status == CohortStatus.FINISHED


def test_a_planned_cohort_does_not_finish(cohort, manager, over):
    workflow.finish_if_over(cohort, by=manager, now=over)

    assert cohort.status == CohortStatus.PLANNED


def test_cancelled_sessions_release_facilitators_and_room(cohort, manager):
    first, second = cohort.sessions.order_by("number")[:2]

    workflow.cancel_sessions([first], reason="Snow", by=manager, now=PLANNED_AT)

    first.refresh_from_db()
    assert (first.status, first.cancelled_because) == (SessionStatus.CANCELLED, "Snow")
    assert not Booking.objects.filter(session=first).exists()
    assert Booking.objects.filter(session=second).exists()
    assert AuditEvent.objects.filter(action="session.cancel", target_id=str(first.pk)).exists()


def test_the_message_about_a_single_session_is_withdrawn(manager):
    alone = placed_alone()
    session = book(alone, 1)

    workflow.cancel_sessions([session], reason="Ill", by=manager, now=PLANNED_AT)

    message = OutgoingMessage.objects.get(
        referral_id=alone.referral_id, event="appointment_participant"
    )
    assert message.status == MessageStatus.CANCELLED
