"""The head of a referral's page."""

import datetime as dt

import pytest

from referrals.admin.referral.reading import Reading
from referrals.admin.referral.status import shown
from referrals.enums import Status
from referrals.models import SetAsideChange
from tests.factories.desk import NOW, make_check, make_referral, staff
from tests.factories.programmes import ProgrammeVersionFactory

pytestmark = pytest.mark.django_db


def head(referral):
    return shown(Reading(referral, staff(coordinator=True), NOW))


def test_the_day_to_decide_is_today_only_while_the_clock_runs():
    today = {"due_on": NOW.date()}

    assert head(make_referral(**today))["is_today"]
    assert not head(make_referral())["is_today"]
    paused = head(make_referral(status=Status.INFORMATION_REQUESTED, **today))
    assert (paused["is_today"], paused["is_paused"]) == (False, True)


def test_a_review_date_that_has_passed_is_over():
    yesterday = NOW.date() - dt.timedelta(days=1)

    assert head(make_referral(status=Status.ON_HOLD, review_on=yesterday))["is_review_over"]
    assert not head(make_referral(status=Status.ON_HOLD, review_on=NOW.date()))["is_review_over"]
    assert not head(make_referral())["is_review_over"]


def test_the_programme_has_the_name_that_it_had_when_checked():
    programme = ProgrammeVersionFactory(group=True).programme
    referral = make_referral(status=Status.AWAITING_ALLOCATION, programme=programme)
    assert head(referral)["accepted_for"] == str(programme)
    make_check(referral, programme.code)

    assert head(referral)["accepted_for"] == "Invented Groupwork"


def test_the_newest_reason_for_setting_aside_is_shown_while_it_holds():
    referral, user = make_referral(), staff(coordinator=True)
    for reason in ("First", "Second"):
        SetAsideChange.objects.create(
            referral=referral, is_set_aside=True, reason=reason, by=user, at=NOW
        )
    assert head(referral)["set_aside"] is None
    referral.set_aside_at = NOW

    assert head(referral)["set_aside"].reason == "Second"
