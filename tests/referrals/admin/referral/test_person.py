"""The rows on the participant and the referrer."""

import pytest

from referrals.admin.referral.person import person_rows, referrer_rows
from tests.factories.desk import NOW, make_person, make_referral, staff

pytestmark = pytest.mark.django_db


def rows(**fields):
    """The rows about the participant, by their question."""
    referral = make_referral(person=make_person(phone="07700900123", **fields))
    return {row["key"]: row["value"] for row in person_rows(referral, NOW.date())}


def test_how_to_reach_them_safely():
    found = rows(phone_is_shared=True, may_leave_message=False)

    assert found["Leave a message?"] == "No"
    assert found["Is the telephone shared?"] == "Yes"
    assert found["Date of birth"] == "27 March 1985 (aged 41)"


def test_what_is_not_known_about_a_telephone_is_never_shown_as_safe():
    found = rows(phone_is_shared=None, may_leave_message=None)

    assert found["Leave a message?"] == "Not known: do not leave a message"
    assert found["Is the telephone shared?"] == "Not known: another person may answer"


def test_a_form_filled_in_with_a_caller_says_by_whom():
    referral = make_referral(filled_in_by=staff(coordinator=True, last_name="Sample"))
    found = {row["key"]: row["value"] for row in person_rows(referral, NOW.date())}

    assert found["Filled in with the caller by"].endswith("Sample")
    assert "Filled in with the caller by" not in rows()


def test_an_agency_referral_says_who_sent_it():
    sender = referrer_rows(make_referral(agency=True))

    assert {"key": "Email", "value": "worker@example.org"} in sender
    assert referrer_rows(make_referral()) == []
