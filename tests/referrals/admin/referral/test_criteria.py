"""What the page of a referral says about the criteria."""

import pytest

from referrals.admin.referral.criteria import shown
from referrals.admin.referral.reading import Reading
from tests.factories.desk import NOW, make_check, make_referral, staff

pytestmark = pytest.mark.django_db


def test_each_criterion_and_programme_has_its_reasons():
    referral = make_referral()
    make_check(referral, "da-groupwork")

    found = shown(Reading(referral, staff(coordinator=True), NOW))

    assert found["check"].referral == referral
    assert [row["label"] for row in found["criteria"]] == ["Needs a conversation"]
    assert [row["reasons"] for row in found["programmes"]] == [["It fits."]]


def test_a_referral_without_a_check_has_no_rows():
    found = shown(Reading(make_referral(), staff(coordinator=True), NOW))

    assert found == {"check": None, "criteria": [], "programmes": []}
