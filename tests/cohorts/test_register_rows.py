"""The rows of a register that are read at once: those of the rules, and only for its facilitators."""

import datetime as dt
import uuid

import pytest

from cohorts.enrolment import give_up_place
from cohorts.enums import CheckState, Mark
from cohorts.granting import grant_access
from cohorts.models import SessionCheck
from cohorts.register import correct, mark, newest_marks, roster
from cohorts.register_rows import register_of
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import FIRST_DATE, PLANNED_AT, place_somebody, session_time

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(cohort):
    return cohort.sessions.get(number=1)


def checked(session, enrolment, state, sequence):
    SessionCheck.objects.create(
        session_id=session.pk, enrolment_id=enrolment.pk, state=state, sequence=sequence,
        released_at=PLANNED_AT,
    )  # fmt: skip


def read(user, cohort, number=1):
    return register_of(user, cohort.pk, number, FIRST_DATE)


def test_it_has_the_participants_marks_and_checks_that_the_rules_give(
    cohort, other, session, facilitator
):
    now = session_time(cohort, 1)
    here, corrected, left, later = (place_somebody(cohort) for _ in range(4))
    for enrolment in (here, corrected):
        mark(session_id=session.pk, marks={enrolment.pk: Mark.ATTENDED}, by=facilitator, now=now)
    correct(
        session_id=session.pk, enrolment_id=corrected.pk, mark=Mark.ABSENT, reason="Not he.",
        by=facilitator, now=now,
    )  # fmt: skip
    checked(session, here, CheckState.HOLD, 2)
    checked(session, here, CheckState.GREEN, 1)
    checked(cohort.sessions.get(number=2), corrected, CheckState.GREEN, 1)
    give_up_place(
        enrolment_id=left.pk, words="He works then.", by=UserFactory(manager=True), now=PLANNED_AT
    )

    found = read(facilitator, cohort)

    marks = newest_marks(session)
    expected = roster(session, marked=marks, by=facilitator)
    assert found.enrolments == expected
    assert {one.pk for one in expected} == {here.pk, corrected.pk, later.pk}
    assert {key: one.mark for key, one in found.marks.items()} == {
        here.pk: Mark.ATTENDED, corrected.pk: Mark.ABSENT,
    }  # fmt: skip
    assert found.checks == {here.pk: CheckState.HOLD}
    assert found.session == session


def test_a_single_session_has_only_the_participant_for_whom_it_was_booked(
    cohort, session, facilitator
):
    for _ in range(2):
        place_somebody(cohort)
    one, _ = cohort_enrolments(cohort)
    session.enrolment = one
    session.save(update_fields=["enrolment"])

    assert read(facilitator, cohort).enrolments == [one]


def cohort_enrolments(cohort):
    return [place.enrolments.get() for place in cohort.places.order_by("number")[:2]]


def test_a_restricted_participant_is_on_it_only_for_a_user_who_is_named(
    cohort, session, facilitator
):
    hidden = place_somebody(cohort)
    hidden.referral.is_restricted = True
    hidden.referral.save(update_fields=["is_restricted"])
    colleague = cohort.staffing.exclude(user=facilitator).get().user
    hidden.referral.named_users.create(user=colleague, at=PLANNED_AT)

    assert read(facilitator, cohort).enrolments == []
    assert read(colleague, cohort).enrolments == [hidden]


def test_another_facilitator_another_number_and_another_cohort_get_none(
    cohort, other, session, facilitator
):
    place_somebody(cohort)
    stranger = other.staffing.earliest("pk").user

    assert read(facilitator, cohort) is not None
    assert read(stranger, cohort) is None
    assert read(facilitator, other) is None
    assert read(facilitator, cohort, number=99) is None
    assert register_of(facilitator, uuid.uuid4(), 1, FIRST_DATE) is None
    assert read(UserFactory(auditor=True), cohort) is None


def test_access_with_an_end_is_none_after_it(cohort, session):
    cover = UserFactory(facilitator=True)
    grant_access(
        cohort_id=cohort.pk, user=cover, starts_on=FIRST_DATE, reason="Cover",
        ends_on=FIRST_DATE + dt.timedelta(days=1), by=UserFactory(manager=True), now=PLANNED_AT,
    )  # fmt: skip

    assert read(cover, cohort) is not None
    assert register_of(cover, cohort.pk, 1, FIRST_DATE + dt.timedelta(days=2)) is None
