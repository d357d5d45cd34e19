"""How far a referral has come, from its history."""

import datetime as dt

import pytest

from referrals.admin.referral.journey import DECIDED, ENDED, PLACED, RECEIVED, STARTED, reached_at
from referrals.admin.referral.journey import shown as journey
from referrals.admin.referral.reading import Reading
from referrals.enums import Status
from referrals.models import StatusChange
from tests.factories.desk import NOW, make_referral, staff

TRIAGE, ASKED, HELD = Status.AWAITING_TRIAGE, Status.INFORMATION_REQUESTED, Status.ON_HOLD
ACCEPTED, PLACE, ON = Status.AWAITING_ALLOCATION, Status.SCHEDULED, Status.ON_PROGRAMME


def days(*statuses):
    """The day on which each stage was reached, with one change a day from day 1 on."""
    changes = [
        StatusChange(to_status=status, at=NOW + dt.timedelta(days=number))
        for number, status in enumerate(statuses, 1)
    ]
    return {stage: (at - NOW).days for stage, at in reached_at(NOW, changes).items()}


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ((), {RECEIVED: 0}),
        ((ASKED, TRIAGE, HELD), {RECEIVED: 0}),
        ((ASKED, TRIAGE, ACCEPTED), {RECEIVED: 0, DECIDED: 3}),
        (
            (ACCEPTED, PLACE, ON, Status.SUSPENDED, ON, Status.COMPLETED),
            {RECEIVED: 0, DECIDED: 1, PLACED: 2, STARTED: 3, ENDED: 6},
        ),
        # A place that is lost, and given again.
        ((ACCEPTED, PLACE, ACCEPTED, PLACE), {RECEIVED: 0, DECIDED: 1, PLACED: 4}),
        ((ACCEPTED, PLACE, Status.SUSPENDED), {RECEIVED: 0, DECIDED: 1, PLACED: 2}),
        # To decline is to decide; to withdraw is not.
        ((Status.DECLINED,), {RECEIVED: 0, DECIDED: 1, ENDED: 1}),
        ((ACCEPTED, Status.DECLINED), {RECEIVED: 0, DECIDED: 1, ENDED: 2}),
        ((Status.WITHDRAWN,), {RECEIVED: 0, ENDED: 1}),
        # Undone decisions and endings.
        ((ACCEPTED, TRIAGE), {RECEIVED: 0}),
        ((Status.DECLINED, TRIAGE), {RECEIVED: 0}),
        ((ACCEPTED, Status.WITHDRAWN, ACCEPTED), {RECEIVED: 0, DECIDED: 1}),
    ],
)
def test_each_stage_has_the_day_on_which_it_was_reached(statuses, expected):
    assert days(*statuses) == expected


@pytest.mark.django_db
def test_stages_that_were_skipped_are_left_out_once_it_is_over():
    def stages(**fields):
        reading = Reading(make_referral(**fields), staff(coordinator=True), NOW)
        return journey(reading)["journey"]

    def labels(found):
        return [(stage["label"], bool(stage["at"]), stage["words"]) for stage in found]

    assert labels(stages())[:2] == [("Received", True, "Awaiting triage"), ("Decided", False, "")]
    assert len(stages()) == 5
    ended = make_referral(status=Status.WITHDRAWN, ended_at=NOW, ending_code="self_withdrew")
    StatusChange.objects.create(
        referral=ended, number=2, verb="withdraw", to_status=Status.WITHDRAWN, at=NOW
    )
    reading = Reading(ended, staff(coordinator=True), NOW)
    found = journey(reading)["journey"]
    assert labels(found) == [("Received", True, ""), ("Ended", True, "Withdrawn")]
    assert [stage["is_now"] for stage in found] == [False, True]
