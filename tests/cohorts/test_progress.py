"""A participant's progress: what counts as delivered, what is missed, when to catch up by."""

import datetime as dt

import pytest

from cohorts import enrolment as verbs
from cohorts.enums import Mark, SessionStatus
from cohorts.progress import PlanItemState, progress_of
from cohorts.register import mark
from referral_portal.common.dates import local
from referral_portal.common.refusals import Refusal
from tests.factories.cohorts import FIRST_DATE, make_cohort, place_somebody, session_time
from tests.factories.single import book, hold, placed_alone

pytestmark = pytest.mark.django_db
COUNTING = {Mark.ATTENDED, Mark.LATE}


def states(enrolment):
    return [item.state.name for item in progress_of(enrolment, enrolment.place.cohort).items]


def in_group(enrolment, number, value):
    group = enrolment.place.cohort
    mark(
        session_id=group.sessions.get(number=number).pk,
        marks={enrolment.pk: value},
        by=group.staffing.first().user,
        now=session_time(group, number),
    )


@pytest.mark.parametrize("value", list(Mark))
def test_only_attending_delivers_a_session(value):
    enrolment = placed_alone()
    hold(book(enrolment, 1), value)

    expected = "DELIVERED" if value in COUNTING else "MISSED"
    assert states(enrolment) == [expected] + ["OPEN"] * 11


def test_one_to_one_a_missed_session_is_booked_again_within_a_week(settings):
    settings.REBOOK_DAYS = 7
    enrolment = placed_alone()
    hold(book(enrolment, 1), Mark.ABSENT_AGREED)

    step = progress_of(enrolment, enrolment.place.cohort).missed[0]

    assert (step.number, step.due_on) == (1, FIRST_DATE + dt.timedelta(days=7))


def test_in_a_group_it_is_caught_up_before_the_next_but_one(settings):
    settings.CATCH_UP_SESSIONS = 2
    enrolment = place_somebody(make_cohort())
    for number in range(1, 13):
        in_group(enrolment, number, Mark.ABSENT if number in {3, 11} else Mark.ATTENDED)
    cohort = enrolment.place.cohort

    third, eleventh = progress_of(enrolment, cohort).missed

    assert third.due_on == local(cohort.sessions.get(number=5).starts_at).date()
    assert eleventh.due_on is None  # nothing comes two sessions later


def test_a_session_that_the_group_will_not_hold_stays_in_the_plan_and_is_caught_up():
    group = make_cohort()
    enrolment = place_somebody(group)
    group.sessions.filter(plan_number=4).update(status=SessionStatus.CANCELLED)

    progress = progress_of(enrolment, group)
    assert progress.of_all == 12
    assert [(item.number, item.due_on) for item in progress.missed] == [(4, None)]
    hold(book(enrolment, 4, on=FIRST_DATE + dt.timedelta(days=2), now=session_time(group, 1)))

    assert progress_of(enrolment, group).item(4).state == PlanItemState.DELIVERED


def test_two_held_and_ten_cancelled_is_two_of_twelve():
    group = make_cohort()
    enrolment, facilitator = place_somebody(group), group.staffing.first().user
    for number in (1, 2):
        in_group(enrolment, number, Mark.ATTENDED)
    group.sessions.filter(plan_number__gt=2).update(status=SessionStatus.CANCELLED)

    with pytest.raises(Refusal, match="Attended 2 of 12 sessions, fewer than the 80% needed"):
        verbs.complete(
            enrolment_id=enrolment.pk, by=facilitator, now=session_time(group, 2) + dt.timedelta(7)
        )


def test_who_joins_late_can_catch_up_what_was_before():
    group = make_cohort()
    enrolment = place_somebody(group, now=session_time(group, 2) + dt.timedelta(hours=4))

    progress = progress_of(enrolment, group)

    assert [step.number for step in progress.missed] == [1, 2]
    assert progress.unmarked == 10


def test_another_s_catch_up_counts_for_nobody_else():
    group = make_cohort()
    missed, other = place_somebody(group), place_somebody(group)
    for someone in (missed, other):
        in_group(someone, 1, Mark.ABSENT)
    hold(
        book(missed, 1, on=FIRST_DATE + dt.timedelta(days=2), now=session_time(group, 1)),
    )

    assert states(missed)[0] == PlanItemState.DELIVERED.name
    assert states(other)[0] == PlanItemState.MISSED.name
    assert progress_of(other, group).unmarked == 11


def test_a_group_needs_both_enough_together_and_all_caught_up(settings):
    """Ten of twelve with the others, and every other one caught up."""
    settings.COMPLETION_MIN_SHARE, settings.COMPLETION_DELIVERED_SHARE = 0.8, 1.0
    group = make_cohort()
    enrolment, facilitator = place_somebody(group), group.staffing.first().user
    for number in range(1, 13):
        in_group(enrolment, number, Mark.ATTENDED if number > 3 else Mark.ABSENT)
    over = session_time(group, 12) + dt.timedelta(hours=3)

    def catch_up(number):
        day = local(over).date() + dt.timedelta(days=number)
        session = book(enrolment, number, on=day, now=over)
        hold(session)
        return session.ends_at

    ask = {"enrolment_id": enrolment.pk, "by": facilitator}
    for number in (1, 2):
        now = catch_up(number)
    with pytest.raises(Refusal, match="Attended 9 of 12 sessions, fewer than the 80%"):
        verbs.complete(now=now, **ask)
    settings.COMPLETION_MIN_SHARE = 0.75
    with pytest.raises(Refusal, match="Attended or caught up 11 of 12 sessions"):
        verbs.complete(now=now, **ask)
    verbs.complete(now=catch_up(3), **ask)
