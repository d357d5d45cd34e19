"""The dates ahead of a referral: what is in the list, in which order, and what leaves it."""

import datetime as dt

import pytest

from referral_portal.common.dates import end_of_day
from referrals.admin.referral.dates_ahead import from_now, shown
from referrals.admin.referral.reading import Reading
from referrals.contacts import record_contact
from referrals.enums import CallOutcome, ContactHow, EndingCode, Status
from referrals.to_do import finish_task
from tests.factories.desk import NOW, make_person, make_referral, make_task, staff

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
ANSWERS = {
    "dates": {"pending": ["bail", "court"], "pending_on": "2026-12-20"},
    "sentence": {
        "sentence": ["licence"],
        "sentence_ends_on": "2027-02-01",
        "sentence_on": "2026-12-05",
    },
    "orders": {"civil_orders": ["spo", "not_known"], "civil_order_ends_on": "2027-01-09"},
}


def rows(referral, now=NOW):
    reading = Reading(referral, staff(coordinator=True), now)
    return [(row["what"], row["from_now"], row["is_late"]) for row in shown(reading)["dates_ahead"]]


def in_days(number):
    return TODAY + dt.timedelta(days=number)


def test_the_dates_of_the_form_and_of_the_desk_are_in_one_order():
    referral = make_referral(answers=ANSWERS)
    make_task(referral, "Ask for the order", due_on=in_days(1), by=staff(coordinator=True))

    assert rows(referral) == [
        ("Task: Ask for the order", "tomorrow", False),
        ("Decision due", "in 2 days", False),
        ("Expected to be sentenced", "in 4 days", False),
        ("Next date: Bail, A court date", "in 19 days", False),
        ("End of: Stalking Protection Order", "in 39 days", False),
        ("End of: On licence", "in 62 days", False),
    ]


def test_what_has_passed_leaves_the_list_unless_it_is_still_to_be_done():
    user = staff(coordinator=True)
    referral = make_referral(
        answers=ANSWERS, status=Status.ON_HOLD, review_on=in_days(3), reviewer=user
    )
    task = make_task(referral, "Ask", by=user)
    done = make_task(referral, "Done", by=user)
    finish_task(task_id=done.pk, by=user, now=NOW)
    later = NOW + dt.timedelta(days=5)

    assert rows(referral, later)[:2] == [
        ("Task: Ask", "5 days ago", True),
        ("Review date", "2 days ago", True),
    ]
    assert "Expected to be sentenced" not in str(rows(referral, later))
    finish_task(task_id=task.pk, by=user, now=NOW)
    assert "Ask" not in str(rows(referral, later))


def test_a_next_try_counts_until_a_later_contact_or_a_death():
    referral, user = make_referral(), staff(coordinator=True)
    record_contact(
        referral_id=referral.pk,
        how=ContactHow.CALLED,
        result=CallOutcome.NO_ANSWER,
        next_try_at=NOW + dt.timedelta(days=1),
        by=user,
        now=NOW,
    )
    assert ("Next try to reach them", "tomorrow", False) in rows(referral)
    make_referral(
        person=make_person(person=referral.participant.person),
        status=Status.WITHDRAWN,
        ended_at=NOW,
        ending_code=EndingCode.DIED,
    )
    assert "Next try" not in str(rows(referral))


def test_a_participant_who_waits_for_a_place_is_spoken_to_by_a_day():
    words = "Speak to them while they wait for a place"
    referral = make_referral(status=Status.AWAITING_ALLOCATION, holding_due_at=end_of_day(TODAY))
    assert (words, "today", False) in rows(referral)
    make_referral(
        person=referral.participant, status=Status.WITHDRAWN, ended_at=NOW,
        ending_code=EndingCode.DIED,
    )  # fmt: skip
    assert words not in str(rows(referral))


def test_how_far_away_a_day_is():
    found = [from_now(in_days(number), TODAY) for number in (-2, -1, 0, 1, 2)]
    assert found == ["2 days ago", "yesterday", "today", "tomorrow", "in 2 days"]
