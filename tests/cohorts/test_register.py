"""The register: marks are written once, corrected in the open, and only by who delivers."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from cohorts.enums import CohortStatus, Mark, SessionStatus
from cohorts.granting import grant_access
from cohorts.models import Attendance
from cohorts.register import correct, mark, newest_marks, roster
from referral_portal.audit.models import AuditEvent
from referral_portal.common.models import ImmutableError
from referral_portal.common.refusals import Refusal
from referrals.enums import Status
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import (
    FIRST_DATE,
    PLANNED_AT,
    make_cohort,
    place_somebody,
    session_time,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(cohort):
    return cohort.sessions.get(number=1)


@pytest.fixture
def during(cohort):
    return session_time(cohort, 1)


def test_the_first_counted_mark_starts_the_programme_and_the_cohort(
    cohort, session, facilitator, during
):
    here, absent = place_somebody(cohort), place_somebody(cohort)

    mark(
        session_id=session.pk,
        marks={here.pk: Mark.ATTENDED, absent.pk: Mark.ABSENT},
        by=facilitator,
        now=during,
    )

    for enrolment in (here, absent):
        enrolment.referral.refresh_from_db()
    assert here.referral.status == Status.ON_PROGRAMME
    assert absent.referral.status == Status.SCHEDULED
    session.refresh_from_db()
    cohort.refresh_from_db()
    assert session.status == SessionStatus.HELD
    assert cohort.status == CohortStatus.RUNNING
    assert AuditEvent.objects.filter(action="attendance.mark").count() == 2


def test_nobody_is_marked_before_the_session_begins(cohort, session, facilitator):
    enrolment = place_somebody(cohort)

    with pytest.raises(Refusal, match="It starts on 12 January at 18:00"):
        mark(
            session_id=session.pk,
            marks={enrolment.pk: Mark.ATTENDED},
            by=facilitator,
            now=session.starts_at - dt.timedelta(seconds=1),
        )


def test_saving_twice_changes_nothing(cohort, session, facilitator, during):
    asked = {
        "session_id": session.pk,
        "marks": {place_somebody(cohort).pk: Mark.LATE},
        "by": facilitator,
        "now": during,
    }
    mark(**asked)

    assert mark(**asked) == []
    assert Attendance.objects.count() == 1


def test_a_second_different_mark_is_refused(cohort, session, facilitator, during):
    enrolment = place_somebody(cohort)
    mark(session_id=session.pk, marks={enrolment.pk: Mark.ABSENT}, by=facilitator, now=during)

    with pytest.raises(Refusal, match="Use “Correct”"):
        mark(session_id=session.pk, marks={enrolment.pk: Mark.LATE}, by=facilitator, now=during)


def test_the_first_mark_stays_after_a_correction(cohort, session, facilitator, during):
    enrolment = place_somebody(cohort)
    mark(session_id=session.pk, marks={enrolment.pk: Mark.ABSENT}, by=facilitator, now=during)

    correct(
        session_id=session.pk,
        enrolment_id=enrolment.pk,
        mark=Mark.LATE,
        reason="Came at ten past",
        by=facilitator,
        now=during,
    )

    rows = Attendance.objects.order_by("number").values_list("number", "mark", "reason")
    assert list(rows) == [(1, Mark.ABSENT, ""), (2, Mark.LATE, "Came at ten past")]
    assert newest_marks(session)[enrolment.pk].mark == Mark.LATE
    enrolment.referral.refresh_from_db()
    assert enrolment.referral.status == Status.ON_PROGRAMME
    first = Attendance.objects.get(number=1)
    with pytest.raises(ImmutableError):
        first.save()
    with pytest.raises(ImmutableError):
        Attendance.objects.filter(pk=first.pk).update(mark=Mark.ATTENDED)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"reason": "  "}, "Say why"),
        ({"mark": Mark.ABSENT}, "already saved"),
        ({"session": 2}, "no mark to correct"),
    ],
)
def test_corrections_that_say_nothing_are_refused(cohort, facilitator, change, sentence, during):
    enrolment = place_somebody(cohort)
    sessions = {row.number: row.pk for row in cohort.sessions.all()}
    mark(session_id=sessions[1], marks={enrolment.pk: Mark.ABSENT}, by=facilitator, now=during)
    asked = {"session": 1, "mark": Mark.LATE, "reason": "Came late"} | change

    with pytest.raises(Refusal, match=sentence):
        correct(
            session_id=sessions[asked.pop("session")],
            enrolment_id=enrolment.pk,
            by=facilitator,
            now=during,
            **asked,
        )


def test_somebody_from_another_cohort_is_not_on_the_register(cohort, session, facilitator, during):
    stranger = place_somebody(make_cohort())

    with pytest.raises(Refusal, match="not on the register"):
        mark(session_id=session.pk, marks={stranger.pk: Mark.ATTENDED}, by=facilitator, now=during)


def test_who_had_a_place_is_on_the_register_and_who_came_later_is_not(cohort, session, facilitator):
    early = place_somebody(cohort)
    late = place_somebody(cohort, now=session.ends_at + dt.timedelta(days=1))

    assert roster(session, marked=(), by=facilitator) == [early]
    assert roster(cohort.sessions.get(number=2), marked=(), by=facilitator) == [early, late]


def test_a_cancelled_session_has_no_register(cohort, session, facilitator, during):
    enrolment = place_somebody(cohort)
    session.status = SessionStatus.CANCELLED
    session.save()

    with pytest.raises(Refusal, match="was cancelled"):
        mark(session_id=session.pk, marks={enrolment.pk: Mark.LATE}, by=facilitator, now=during)


def test_a_facilitator_of_another_cohort_marks_nothing(cohort, session, during):
    enrolment = place_somebody(cohort)
    stranger = make_cohort().staffing.first().user

    with pytest.raises(PermissionDenied):
        mark(session_id=session.pk, marks={enrolment.pk: Mark.LATE}, by=stranger, now=during)


def test_a_coordinator_sees_but_does_not_mark(cohort, session, during):
    enrolment = place_somebody(cohort)

    with pytest.raises(PermissionDenied):
        mark(
            session_id=session.pk,
            marks={enrolment.pk: Mark.LATE},
            by=UserFactory(coordinator=True),
            now=during,
        )


def test_a_grant_opens_the_register_until_it_ends(cohort, session, during):
    visitor = UserFactory(co_facilitator=True)
    grant_access(
        cohort_id=cohort.pk,
        user=visitor,
        starts_on=FIRST_DATE,
        ends_on=FIRST_DATE,
        reason="Delivers with us",
        by=UserFactory(manager=True),
        now=PLANNED_AT,
    )
    enrolment = place_somebody(cohort)
    marks = {enrolment.pk: Mark.ATTENDED}

    mark(session_id=session.pk, marks=marks, by=visitor, now=during)
    with pytest.raises(PermissionDenied):
        mark(session_id=session.pk, marks=marks, by=visitor, now=during + dt.timedelta(days=1))
