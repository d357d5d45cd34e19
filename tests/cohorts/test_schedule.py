"""The dates of a cohort's sessions: examples that a planner would check, and properties."""

import random
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohorts.schedule import CannotSchedule, PlannedLength, plan_sessions

EASTER_MONDAY_2027 = date(2027, 3, 29)
MONDAY, THURSDAY, SUNDAY = 0, 3, 6


def twelve(minutes=120):
    return [PlannedLength(number=n, minutes=minutes, title=f"Session {n}") for n in range(1, 13)]


def plan(**changes):
    arguments = {
        "sessions": twelve(),
        "first_on": date(2027, 1, 7),
        "weekday": THURSDAY,
        "start": time(18, 30),
        "skip": {},
        "finish_by": None,
    }
    return plan_sessions(**(arguments | changes))


def test_twelve_weekly_sessions_carry_number_title_and_times():
    result = plan(sessions=twelve(minutes=150))

    assert [s.number for s in result.planned] == list(range(1, 13))
    assert result.planned[0].on == date(2027, 1, 7)
    assert result.finishes_on == date(2027, 3, 25)
    assert result.planned[0].start == time(18, 30)
    assert result.planned[0].end == time(21, 0)
    assert result.planned[4].title == "Session 5"
    assert result.skipped == ()


def test_twelve_wednesdays_from_28_september_2016_end_on_14_december():
    result = plan(first_on=date(2016, 9, 28), weekday=2)

    assert result.finishes_on == date(2016, 12, 14)


def test_a_bank_holiday_moves_that_session_and_all_later_ones():
    result = plan(
        first_on=date(2027, 3, 22), weekday=MONDAY, skip={EASTER_MONDAY_2027: "Easter Monday"}
    )

    assert [s.on for s in result.planned[:3]] == [
        date(2027, 3, 22),
        date(2027, 4, 5),
        date(2027, 4, 12),
    ]
    assert [(s.on, s.reason) for s in result.skipped] == [(EASTER_MONDAY_2027, "Easter Monday")]
    assert len(result.planned) == 12


def test_a_skipped_first_date_moves_the_start():
    result = plan(
        first_on=EASTER_MONDAY_2027, weekday=MONDAY, skip={EASTER_MONDAY_2027: "Easter Monday"}
    )

    assert result.planned[0].on == date(2027, 4, 5)


def test_dates_to_skip_outside_the_slot_are_not_reported():
    result = plan(skip={date(2027, 1, 8): "a Friday", date(2027, 12, 27): "after the last one"})

    assert result.skipped == ()


def test_the_wall_clock_stays_and_the_offset_moves_when_the_clocks_change():
    result = plan(first_on=date(2027, 3, 25))

    before, after = result.planned[:2]
    assert before.starts_at.astimezone(UTC) == datetime(2027, 3, 25, 18, 30, tzinfo=UTC)
    assert after.starts_at.astimezone(UTC) == datetime(2027, 4, 1, 17, 30, tzinfo=UTC)
    assert before.start == after.start
    assert after.ends_at - after.starts_at == timedelta(minutes=120)


def test_the_last_session_may_be_on_the_last_funded_day_and_not_a_week_later():
    last = date(2027, 3, 25)

    assert plan(finish_by=last).finishes_on == last
    with pytest.raises(CannotSchedule) as refused:
        plan(finish_by=last - timedelta(days=1))
    assert refused.value.words == (
        "Only 11 of the 12 sessions fit before the funding ends on Wednesday 24 March 2027. "
        "Choose an earlier first date."
    )


def test_a_holiday_can_push_the_last_session_out_of_the_funding():
    with pytest.raises(CannotSchedule, match="Only 11 of the 12"):
        plan(finish_by=date(2027, 3, 25), skip={date(2027, 2, 4): "closure"})


def test_a_first_date_on_another_weekday_is_refused_by_name():
    with pytest.raises(CannotSchedule) as refused:
        plan(weekday=MONDAY)
    assert refused.value.words == (
        "This cohort meets on Mondays, and the first date, Thursday 7 January 2027, is not a Monday."
    )


@pytest.mark.parametrize(
    ("first_on", "start", "minutes"),
    [
        pytest.param(date(2027, 3, 28), time(1, 30), 15, id="hour that does not exist"),
        pytest.param(date(2027, 10, 31), time(1, 30), 15, id="hour that comes twice"),
        pytest.param(date(2027, 3, 28), time(0, 30), 120, id="across the spring change"),
        pytest.param(date(2027, 10, 31), time(0, 30), 120, id="across the autumn change"),
    ],
)
def test_a_session_touching_the_change_of_the_clocks_is_refused(first_on, start, minutes):
    with pytest.raises(CannotSchedule, match="The clocks change during session 1"):
        plan(
            sessions=[PlannedLength(number=1, minutes=minutes)],
            first_on=first_on,
            weekday=SUNDAY,
            start=start,
        )


def test_a_daytime_session_on_the_day_of_the_change_is_fine():
    assert plan(first_on=date(2027, 3, 28), weekday=SUNDAY, start=time(10, 0)).planned


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sessions": []}, "no sessions"),
        ({"sessions": [PlannedLength(1, 60), PlannedLength(1, 60)]}, "not numbered in order"),
        ({"sessions": [PlannedLength(1, 0)]}, "at least one minute"),
        ({"start": time(23, 0)}, "past midnight"),
        ({"first_on": date(9999, 12, 30)}, "end of the calendar"),
    ],
)
def test_what_cannot_be_planned_is_refused_in_words(changes, words):
    with pytest.raises(CannotSchedule, match=words):
        plan(**changes)


@pytest.mark.parametrize("changes", [{"weekday": 7}, {"start": time(9, 0, tzinfo=UTC)}])
def test_a_caller_error_is_not_dressed_as_a_planning_problem(changes):
    with pytest.raises(ValueError, match=r"weekday counts|carries no time zone"):
        plan(**changes)


def test_the_rest_of_a_programme_can_be_planned_again_from_any_session():
    result = plan(sessions=twelve()[4:])

    assert [s.number for s in result.planned] == list(range(5, 13))


@st.composite
def slots(draw):
    first_on = draw(st.dates(min_value=date(2021, 1, 1), max_value=date(2040, 12, 31)))
    count = draw(st.integers(min_value=1, max_value=26))
    minutes = draw(st.lists(st.integers(15, 180), min_size=count, max_size=count))
    weeks = draw(st.sets(st.integers(0, 30)))
    return {
        "sessions": [PlannedLength(number=n, minutes=m) for n, m in enumerate(minutes, start=1)],
        "first_on": first_on,
        "weekday": first_on.weekday(),
        "start": draw(st.times(min_value=time(8, 0), max_value=time(20, 0))),
        "skip": {first_on + timedelta(weeks=w): f"closure {w}" for w in weeks},
    }


@given(slots())
def test_every_plan_keeps_its_promises(slot):
    result = plan_sessions(**slot, finish_by=None)

    days = [s.on for s in result.planned]
    assert [s.number for s in result.planned] == [s.number for s in slot["sessions"]]
    assert all(earlier < later for earlier, later in pairwise(days))
    assert {day.weekday() for day in days} == {slot["weekday"]}
    assert not set(days) & set(slot["skip"])
    assert {s.start for s in result.planned} == {slot["start"]}
    assert {s.starts_at.time() for s in result.planned} == {slot["start"]}
    for wanted, got in zip(slot["sessions"], result.planned, strict=True):
        elapsed = got.ends_at.astimezone(UTC) - got.starts_at.astimezone(UTC)
        assert elapsed == timedelta(minutes=wanted.minutes)


@given(slots())
def test_no_week_between_first_and_last_is_lost_without_a_reason(slot):
    result = plan_sessions(**slot, finish_by=None)

    used = {s.on for s in result.planned} | {s.on for s in result.skipped}
    weeks = (result.finishes_on - slot["first_on"]).days // 7 + 1
    assert used == {slot["first_on"] + timedelta(weeks=n) for n in range(weeks)}
    assert all(s.reason == slot["skip"][s.on] for s in result.skipped)


@given(slots(), st.integers(-400, 400))
def test_the_same_question_has_the_same_answer_and_a_limit_never_changes_a_date(slot, spare):
    free = plan_sessions(**slot, finish_by=None)
    limit = free.finishes_on + timedelta(days=spare)

    assert plan_sessions(**slot, finish_by=None) == free
    if spare >= 0:
        assert plan_sessions(**slot, finish_by=limit) == free
    else:
        with pytest.raises(CannotSchedule):
            plan_sessions(**slot, finish_by=limit)


def test_ten_thousand_plans_keep_every_promise_and_stay_when_they_are_made_again():
    draw = random.Random(13)
    for _ in range(10_000):
        first_on = date(2020, 1, 1) + timedelta(days=draw.randrange(7300))
        weeks = draw.sample(range(30), k=draw.randrange(6))
        slot = {
            "sessions": [
                PlannedLength(number=number, minutes=draw.randrange(30, 180))
                for number in range(1, draw.randrange(2, 27))
            ],
            "first_on": first_on,
            "weekday": first_on.weekday(),
            "start": time(draw.randrange(8, 20), draw.choice((0, 15, 30, 45))),
            "skip": {first_on + timedelta(weeks=week): "Closed" for week in weeks},
        }
        result = plan_sessions(**slot, finish_by=None)
        days = [session.on for session in result.planned]
        used = {*days, *(one.on for one in result.skipped)}
        whole = {first_on + timedelta(weeks=week) for week in range(len(used))}

        assert [session.number for session in result.planned] == [
            session.number for session in slot["sessions"]
        ]
        assert days == sorted(set(days))
        assert not set(days) & set(slot["skip"])
        assert used == whole  # every week has a session or a reason
        assert plan_sessions(**slot, finish_by=result.finishes_on) == result
        done = draw.randrange(len(days))
        rest = slot | {"sessions": slot["sessions"][done:], "first_on": days[done]}
        assert plan_sessions(**rest, finish_by=None).planned == result.planned[done:]
