"""The clocks on the page of a referral: due, kept, missed, standing still."""

import datetime as dt

import pytest

from referrals.admin.referral.clock import clock_rows, pause_rows
from referrals.admin.referral.reading import Reading
from referrals.enums import Clock, Status
from referrals.models import ClockResult, StatusChange
from tests.factories.desk import NOW, make_referral, staff

DAY = dt.timedelta(days=1)
TRIAGE, ASKED, HELD = Status.AWAITING_TRIAGE, Status.INFORMATION_REQUESTED, Status.ON_HOLD


def rows(referral, now=NOW):
    reading = Reading(referral, staff(coordinator=True), now)
    return {row["what"]: (row["label"], row["words"]) for row in clock_rows(reading)}


def running(**fields):
    given = {"contact_due_at": NOW + DAY, "place_due_at": NOW + 3 * DAY} | fields
    return make_referral(**given)


@pytest.mark.django_db
def test_a_clock_that_runs_is_due_and_then_overdue():
    referral = running()
    assert rows(referral) == {
        "First two-way contact": ("", "Due 2 December 2026, 10:00"),
        "Decision": ("", "Due 3 December 2026"),
        "Assessment and place": ("", "Due 4 December 2026, 10:00"),
    }
    assert {label for label, _ in rows(referral, NOW + 9 * DAY).values()} == {"Overdue"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "label"),
    [({"status": ASKED}, "Paused"), ({"status": HELD}, "Paused"),
     ({"status": HELD, "danger_level": 1}, "Overdue")],
)  # fmt: skip
def test_the_first_contact_and_same_day_danger_do_not_wait_for_a_pause(fields, label):
    found = rows(running(**fields), NOW + 9 * DAY)

    assert found["First two-way contact"][0] == "Overdue"
    assert found["Decision"][0] == found["Assessment and place"][0] == label


@pytest.mark.django_db
def test_what_was_kept_or_missed_stays_and_an_undone_decision_runs_again():
    referral = running(status=Status.AWAITING_ALLOCATION, contact_due_at=None)

    def ended(clock, at, **fields):
        return ClockResult.objects.create(
            referral=referral, clock=clock, due_at=NOW, at=at, is_kept=at <= NOW, **fields
        )

    ended(Clock.CONTACT, NOW)
    decision = ended(Clock.DECISION, NOW + DAY)
    assert rows(referral) == {
        "First two-way contact": ("Kept", "1 December 2026, 10:00, due 1 December 2026, 10:00"),
        "Decision": ("Missed", "2 December 2026, 10:00, due 1 December 2026, 10:00"),
        "Assessment and place": ("", "Due 4 December 2026, 10:00"),
    }
    ClockResult.objects.filter(pk=decision.pk).update(undone_at=NOW + DAY)
    referral.status = TRIAGE
    assert rows(referral)["Decision"] == ("", "Due 3 December 2026")
    referral.status = Status.WITHDRAWN
    assert list(rows(referral)) == ["First two-way contact"]


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ((), []),
        ((ASKED,), [("Information requested", 1, None)]),
        ((ASKED, TRIAGE), [("Information requested", 1, 2)]),
        # A hold with a new review date, taken off into the question before it.
        (
            (ASKED, HELD, HELD, ASKED, TRIAGE),
            [
                ("Information requested", 1, 2),
                ("On hold", 2, 4),
                ("Information requested", 4, 5),
            ],
        ),
        ((HELD, Status.DECLINED), [("On hold", 1, 2)]),
    ],
)
def test_each_pause_lasts_until_the_next_status(statuses, expected):
    changes = [
        StatusChange(to_status=status, at=NOW + number * DAY)
        for number, status in enumerate(statuses, 1)
    ]

    found = [
        (row["what"], (row["since"] - NOW).days, row["until"] and (row["until"] - NOW).days)
        for row in pause_rows(changes)
    ]

    assert found == expected
