"""The attendance of a group: what each cell says, and that it never says why we cancelled."""

import datetime as dt

import pytest

from cohorts.attendance_grid import SHORT, grid_of
from cohorts.enums import CheckState, Mark, SessionStatus
from cohorts.models import Cohort, Enrolment, SessionCheck
from tests.factories.cohorts import (
    FIRST_DATE,
    PLANNED_AT,
    make_cohort,
    mark_all,
    place_somebody,
    session_time,
)
from tests.factories.single import book, hold

pytestmark = pytest.mark.django_db


def words(cohort, enrolment, now):
    (row,) = grid_of(cohort, [enrolment], now).rows
    return [cell.words for cell in row.cells]


def test_every_mark_has_a_short_word():
    assert set(SHORT) == set(Mark)


def test_a_row_says_what_was_marked_what_was_caught_up_and_what_is_to_do():
    group = make_cohort()
    enrolment = place_somebody(group)
    group.sessions.filter(plan_number=5).update(status=SessionStatus.CANCELLED)
    mark_all(group, enrolment, [Mark.ATTENDED, Mark.LATE, Mark.ABSENT])
    hold(book(enrolment, 3, on=FIRST_DATE + dt.timedelta(days=16), now=session_time(group, 3)))

    found = words(group, enrolment, session_time(group, 4) + dt.timedelta(hours=3))

    assert found == ["Attended", "Late", "Caught up", "No mark", "To catch up"] + ["To come"] * 7


def test_the_columns_count_who_attended_and_say_what_is_not_held():
    group = make_cohort()
    first, second = place_somebody(group), place_somebody(group)
    group.sessions.filter(plan_number=12).update(status=SessionStatus.CANCELLED)
    mark_all(group, first, [Mark.ATTENDED, Mark.ATTENDED])
    mark_all(group, second, [Mark.ABSENT, Mark.ATTENDED])

    grid = grid_of(group, [first, second], session_time(group, 2))

    assert [column.attended for column in grid.columns[:3]] == [1, 2, 0]
    assert [row.delivered for row in grid.rows] == [2, 1]
    assert grid.columns[0].date == f"{FIRST_DATE:%-d %b}"
    assert grid.columns[11].date == "Not held"


def test_a_held_participant_reads_like_one_whose_session_we_cancelled():
    """The answer of the link worker must not be visible in the attendance."""
    group = make_cohort()
    held, other = place_somebody(group), place_somebody(group)
    SessionCheck.objects.create(
        session_id=group.sessions.get(number=1).pk, enrolment_id=held.pk, state=CheckState.HOLD,
        sequence=1, released_at=PLANNED_AT,
    )  # fmt: skip
    for one in (held, other):
        mark_all(group, one, [Mark.CANCELLED_BY_US])

    found = words(group, held, session_time(group, 1))

    assert found == words(group, other, session_time(group, 1))
    assert found[0] == "Cancelled by us"


def test_six_participants_cost_what_one_costs(django_assert_num_queries):
    group = Cohort.objects.select_related("programme_version").get(pk=make_cohort().pk)
    now = session_time(group, 1)
    for more in (1, 5):
        for _ in range(more):
            place_somebody(group)
        people = list(Enrolment.objects.filter(place__cohort=group).with_people())
        with django_assert_num_queries(4):
            grid_of(group, people, now)
