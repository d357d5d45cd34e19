"""What the sections of a referral's page share."""

import datetime as dt

import pytest

from referrals.admin.referral.reading import Reading
from referrals.enums import EndingCode, Status
from tests.factories.desk import NOW, make_person, make_referral, staff

pytestmark = pytest.mark.django_db


def read(referral, hours=0):
    return Reading(referral, staff(coordinator=True), NOW + dt.timedelta(hours=hours))


def test_a_referral_is_overdue_only_while_its_clock_runs():
    late = {"due_on": NOW.date() - dt.timedelta(days=1)}

    assert read(make_referral(**late)).is_overdue
    assert read(make_referral(**late)).is_urgent
    assert not read(make_referral()).is_overdue
    assert not read(make_referral(status=Status.INFORMATION_REQUESTED, **late)).is_overdue
    assert not read(make_referral(status=Status.INFORMATION_REQUESTED, **late)).is_urgent
    assert read(make_referral(needs_prompt_call=True)).is_urgent


def test_a_death_on_any_form_of_the_person_counts():
    referral = make_referral()
    assert not read(referral).has_died
    make_referral(
        person=make_person(person=referral.participant.person),
        status=Status.WITHDRAWN,
        ended_at=NOW,
        ending_code=EndingCode.DIED,
    )

    assert read(referral).has_died
