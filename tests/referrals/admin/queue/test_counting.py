"""The numbers beside the options of the filters."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from referrals.admin.queue import counting
from referrals.admin.queue.counting import counts_of, with_counts
from referrals.admin.queue.which import ALL, STATUS_CHOICES, WHO_CHOICES, WhichList
from referrals.enums import Route
from tests.factories.desk import NOW, make_person, make_referral, staff
from tests.factories.programmes import DistrictFactory

pytestmark = pytest.mark.django_db
CHOICES = {"status": STATUS_CHOICES, "route": Route.choices, "who": WHO_CHOICES}


@pytest.fixture
def user():
    return staff(coordinator=True)


def test_each_option_has_the_number_that_it_would_show(user):
    make_referral()
    make_referral(agency=True, assigned_to=user, assigned_at=NOW)
    make_referral(status="information_requested")
    make_referral(status="on_hold")

    counts, views = counts_of(WhichList(), CHOICES, user, NOW)

    assert counts["route"] == {"self": "2", "agency": "1"}
    assert counts["status"]["open"] == "3"
    assert counts["status"]["on_hold"] == "1"
    assert counts["status"][ALL] == "4"
    assert counts["who"] == {"me": "1", "nobody": "2"}
    assert (views["Queue"], views["Mine"], views["Waiting for an answer"]) == ("3", "1", "1")


def test_an_option_is_counted_together_with_the_other_filters(user):
    make_referral(status="on_hold")
    make_referral(status="on_hold", agency=True)

    counts, _ = counts_of(WhichList(status="on_hold", route="agency"), CHOICES, user, NOW)

    assert counts["status"]["on_hold"] == "1"
    assert counts["route"] == {"self": "1", "agency": "1"}


def test_a_number_does_not_tell_of_a_hidden_referral(user):
    make_referral(is_restricted=True)

    counts, views = counts_of(WhichList(), CHOICES, user, NOW)

    assert {number for numbers in counts.values() for number in numbers.values()} == {"0"}
    assert set(views.values()) == {"0"}


def test_counting_stops_early_and_makes_one_query(user, monkeypatch):
    monkeypatch.setattr(counting, "COUNTED", 2)
    # As behind a pool, where the whole text of every statement is sent.
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    person, district = make_person(), DistrictFactory()
    user.has_role("coordinator")
    with CaptureQueriesContext(connection) as few:
        counts_of(WhichList(), CHOICES, user, NOW)
    for _ in range(3):
        make_referral(person=person, district=district)

    with CaptureQueriesContext(connection) as many:
        counts, _ = counts_of(WhichList(), CHOICES, user, NOW)

    assert counts["route"]["self"] == "2+"
    assert len(few) == len(many) == 1
    assert many[0]["sql"].count("LIMIT 3") >= len(STATUS_CHOICES)


def test_the_words_of_an_option_carry_its_number():
    assert with_counts([("self", "Self-referral")], {"self": "100+"}) == [
        ("self", "Self-referral (100+)")
    ]
