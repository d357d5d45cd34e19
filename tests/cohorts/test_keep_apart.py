"""A rule that keeps people apart and comes after their places: the desk is asked to look again.

Facilitators and colleagues read nothing of it, and nobody reads why.
"""

import pytest
from django.urls import reverse

from cohorts.enrolment import give_up_place
from cohorts.keep_apart import PlaceInQuestion, places_in_question
from referrals.models import KeepApart
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import (
    FIRST_DATE,
    PLANNED_AT,
    make_cohort,
    place_somebody,
    visitor_of,
    waiting_referral,
)

pytestmark = pytest.mark.django_db

WARNING = "Review these places: "


def keep_apart(referral_id, sequence=1, **fields):
    KeepApart.objects.create(
        referral_id=referral_id, sequence=sequence, released_at=PLANNED_AT, **fields
    )


def questioned(*enrolments):
    return {PlaceInQuestion(row.pk, row.place.cohort_id) for row in enrolments}


@pytest.fixture
def three(cohort):
    """Three people in one cohort, of whom two are to be kept apart."""
    by = UserFactory(coordinator=True)
    names = ("Alf Example", "Bert Example", "Cecil Example")
    return [place_somebody(cohort, by=by, name=name) for name in names]


def test_a_pair_in_one_cohort_puts_both_places_in_question(three, cohort, other):
    keep_apart(three[0].referral_id, other_referral_id=three[1].referral_id)
    elsewhere = other.places.get(enrolments__isnull=False).enrolments.get()
    keep_apart(three[2].referral_id, other_referral_id=elsewhere.referral_id)
    keep_apart(three[2].referral_id, other_referral_id=waiting_referral(None).pk, sequence=2)

    assert places_in_question() == questioned(*three[:2])
    assert places_in_question(cohort_id=cohort.pk) == questioned(*three[:2])
    assert places_in_question(cohort_id=other.pk) == set()


@pytest.mark.parametrize("where", ["cohort_id", "venue_id"])
def test_so_does_a_rule_about_the_cohort_or_its_room(three, cohort, other, where):
    here = {"cohort_id": cohort.pk, "venue_id": cohort.venue_id}[where]
    there = {"cohort_id": other.pk, "venue_id": other.venue_id}[where]
    keep_apart(three[0].referral_id, **{where: here})
    keep_apart(three[1].referral_id, **{where: there})

    assert places_in_question() == questioned(three[0])


def test_a_rule_that_was_ended_asks_nothing(three):
    pair = {"other_referral_id": three[1].referral_id}
    keep_apart(three[0].referral_id, sequence=1, **pair)
    keep_apart(three[0].referral_id, sequence=2, ends=True, **pair)

    assert places_in_question() == set()


def test_a_place_given_up_settles_it(three, coordinator):
    keep_apart(three[0].referral_id, other_referral_id=three[1].referral_id)
    give_up_place(enrolment_id=three[1].pk, words="Moved", by=coordinator, now=PLANNED_AT)

    assert places_in_question() == set()


def test_it_costs_four_queries_however_many_there_are(three, django_assert_num_queries):
    for count in (1, 40):
        for number in range(count):
            keep_apart(three[0].referral_id, sequence=number, venue_id=number)
        with django_assert_num_queries(4):
            places_in_question()


# -- What is shown to whom --------------------
def test_the_desk_reads_whose_places_and_not_why(
    client, read, travel, three, cohort, other, coordinator, manager
):
    keep_apart(three[0].referral_id, other_referral_id=three[1].referral_id)
    detail = reverse("cohorts:detail", args=[cohort.pk])

    for user in (coordinator, manager):
        text = read(user, detail)
        assert f"{WARNING}Alf Example, Bert Example." in text
        assert not any(word in text.lower() for word in ("victim", "keep apart", "harmed"))
        front = read(user, reverse("admin:index"))
        assert "Places to review" in front
        url = f"{reverse('cohorts:list')}?show=places"
        assert url in front
        listed = read(user, reverse("cohorts:list"), show="places")
        assert cohort.name in listed
        assert other.name not in listed


def test_who_delivers_reads_nothing_of_it(read, travel, three, cohort, facilitator):
    keep_apart(three[0].referral_id, other_referral_id=three[1].referral_id)
    detail = reverse("cohorts:detail", args=[cohort.pk])

    for user in (facilitator, visitor_of(cohort, until=FIRST_DATE)):
        assert "Review these places" not in read(user, detail)
        listed = read(user, reverse("cohorts:list"), show="places")
        assert "Places to review" not in listed
        assert cohort.name in listed


def test_nothing_is_said_where_there_is_nothing(read, travel, three, cohort, coordinator):
    assert "Review these places" not in read(
        coordinator, reverse("cohorts:detail", args=[cohort.pk])
    )


def test_the_list_of_them_costs_the_same_for_one_cohort_and_for_four(
    client, travel, three, coordinator, django_assert_num_queries
):
    client.force_login(coordinator)
    url = reverse("cohorts:list") + "?show=places"
    keep_apart(three[0].referral_id, venue_id=three[0].place.cohort.venue_id)
    client.get(url)
    for _ in range(2):
        with django_assert_num_queries(9):
            client.get(url)
        for _ in range(3):
            row = place_somebody(make_cohort(funded=False), by=coordinator)
            keep_apart(row.referral_id, cohort_id=row.place.cohort_id)
