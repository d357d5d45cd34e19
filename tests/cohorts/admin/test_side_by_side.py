"""Both forms field by field, with what they have in common in words."""

import datetime as dt

import pytest
from django.http import Http404

from cohorts.admin.side_by_side import rows, sides
from referrals.enums import EndingCode, Status
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import make_cohort, place_somebody
from tests.factories.desk import NOW, make_person, make_referral
from tests.factories.matches import pair

pytestmark = pytest.mark.django_db


def compared(one, two):
    """The rows of two participants by label, each as (first, second, mark)."""
    found = rows(*sides(pair(one, two), UserFactory(coordinator=True), NOW.date()))
    return {row.label: (row.first, row.second, row.mark) for row in found}


def test_what_is_the_same_and_what_differs_is_said_in_words():
    one = make_person("Una O’Hara", phone="", email="Una@example.org", address="1 High Street")
    two = make_person(
        "una o'hara",
        born_on=dt.date(1985, 4, 27),
        email="una@example.org",
        address="1, High street",
        postcode="",
    )
    for person in (one, two):
        make_referral(person=person)

    found = compared(one, two)

    assert found["Full name"] == ("Una O’Hara", "una o'hara", "Same")
    assert found["Date of birth"] == ("27 March 1985", "27 April 1985", "Different")
    assert found["Telephone"] == ("", two.phone, "Only one form")
    assert found["Email"][2] == "Same"
    assert found["Address"][2] == "Same"
    assert found["Postcode"] == ("ME14 1XX", "", "Only one form")
    assert found["Likes to be called"] == ("", "", "")


def test_the_state_of_both_referrals_is_shown():
    enrolment = place_somebody(make_cohort())
    other = make_referral(
        agency=True, status=Status.WITHDRAWN, ended_at=NOW, ending_code=EndingCode.DIED
    )
    one, two = enrolment.referral.participant, other.participant

    found = compared(one, two)

    cohort = enrolment.place.cohort
    assert found["Place"][:2] == (f"{cohort.name}, place 1, from 1 December 2026", "")
    assert found["Status"] == ("Scheduled", "Withdrawn", "")
    assert found["How it ended"] == ("", "Has died, 1 December 2026", "")
    assert found["Sent by"][0] == "Self-referral"
    assert found["Sent by"][1] == f"{other.referrer.agency.name} (Invented Worker)"
    assert found["Received"][1] == "1 December 2026"


def test_the_older_form_is_first_and_all_its_referrals_are_shown(django_assert_num_queries):
    one, two = make_person(), make_person()
    first = [make_referral(person=one) for _ in range(3)]
    make_referral(person=two)
    user = UserFactory(coordinator=True)
    assert user.roles
    with django_assert_num_queries(2):
        both = sides(pair(two, one), user, NOW.date())
        rows(*both)
    assert both[0].participant == one
    assert {row.pk for row in both[0].referrals} == {row.pk for row in first}


@pytest.mark.parametrize("trait", ["agency_referrer", "facilitator"])
def test_a_user_without_the_right_to_see_both_gets_nothing(trait):
    one, two = make_referral(), make_referral()
    user = UserFactory(**{trait: True})
    with pytest.raises(Http404):
        sides(pair(one.participant, two.participant), user, NOW.date())
