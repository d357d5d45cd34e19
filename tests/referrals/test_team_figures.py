"""The figures of the team count what arrived, stands and was kept, and nothing that may be hidden."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from referral_portal.common.dates import LONDON
from referrals.enums import Clock, EndingCode, Status
from referrals.models import ClockResult
from referrals.team_figures import MONTHS, WEEKS, arrivals, kept_by_month, standing
from tests.factories.desk import NOW, make_referral

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
DAY = dt.timedelta(days=1)
MONDAY = dt.date(2026, 11, 30)  # of the week of NOW


def at(day: dt.date, hour: int = 0, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=LONDON)


def make_uncounted(**fields) -> None:
    """Make the two kinds of referral that no figure counts."""
    make_referral(is_restricted=True, **fields)
    make_referral(set_aside_at=NOW, **fields)


def test_arrivals_are_counted_by_the_week_in_kent_and_by_route():
    first = MONDAY - (WEEKS - 1) * 7 * DAY
    for moment in (at(MONDAY), at(MONDAY - DAY, 23, 59), at(first)):
        make_referral(submitted_at=moment)
    make_referral(submitted_at=at(first - DAY, 23, 59))
    make_referral(submitted_at=NOW, agency=True)
    make_uncounted(submitted_at=NOW)

    weeks = arrivals(NOW)

    assert [week.monday for week in weeks] == [first + number * 7 * DAY for number in range(WEEKS)]
    assert [(week.own, week.agency, week.both) for week in weeks] == [
        (1, 0, 1), *[(0, 0, 0)] * (WEEKS - 3), (1, 0, 1), (1, 1, 2),
    ]  # fmt: skip


def test_in_summer_a_week_begins_at_midnight_of_the_clock_on_the_wall():
    sunday = dt.date(2026, 7, 12)
    make_referral(submitted_at=dt.datetime(2026, 7, 12, 23, 30, tzinfo=dt.UTC))  # Monday, 0:30

    (*_, before, this) = arrivals(at(sunday + DAY, 12))

    assert (before.both, this.both) == (0, 1)


def test_open_referrals_stand_in_the_order_of_their_life_with_the_age_of_the_oldest():
    make_referral(submitted_at=NOW - 3 * DAY)
    make_referral(submitted_at=NOW - DAY)
    make_referral(status=Status.ON_HOLD, submitted_at=NOW)
    make_referral(
        status=Status.DECLINED, ended_at=NOW, ending_code=EndingCode.NOT_READY,
        submitted_at=NOW - 90 * DAY,
    )  # fmt: skip
    make_uncounted(submitted_at=NOW - 90 * DAY)

    rows = {row.status: (row.number, row.oldest_days) for row in standing(NOW)}

    assert list(rows)[:3] == ["awaiting_triage", "information_requested", "on_hold"]
    assert rows == dict.fromkeys(rows, (0, None)) | {
        "awaiting_triage": (2, 3), "on_hold": (1, 0),
    }  # fmt: skip


def ended(at: dt.datetime, clock=Clock.DECISION, *, is_kept=True, undone_at=None, **fields) -> None:
    due_at = at if is_kept else at - DAY
    ClockResult.objects.create(
        referral=make_referral(**fields), clock=clock, due_at=due_at, at=at, is_kept=is_kept,
        undone_at=undone_at,
    )  # fmt: skip


def test_kept_clocks_are_counted_in_the_month_in_which_they_ended():
    november = at(dt.date(2026, 11, 30), 23, 59)
    ended(november)
    ended(november, is_kept=False)
    ended(NOW, Clock.PLACE, is_kept=False)
    ended(NOW, undone_at=NOW)
    ended(NOW, is_restricted=True)
    ended(at(dt.date(2026, 6, 30)))

    months = kept_by_month(NOW)

    assert [month.first for month in months] == [
        dt.date(2026, number, 1) for number in (12, 11, 10, 9, 8, 7)
    ]
    assert len(months) == MONTHS
    shares = [[kept.share for kept in month.clocks] for month in months]
    none = "None ended"
    assert shares[0] == [none, none, "0 of 1"]
    assert shares[1] == [none, "1 of 2", none]
    assert shares[2:] == [[none] * 3] * 4


@pytest.mark.parametrize("count", [arrivals, standing, kept_by_month])
def test_what_is_counted_stands_in_an_index(count):
    """A count of ids would read every referral of the table: the indexes of the figures have none."""
    with CaptureQueriesContext(connection) as asked:
        count(NOW)
    (query,) = asked.captured_queries
    assert 'COUNT(*) AS "number"' in query["sql"]
