"""What the desk reads before a place is given to a person who has, or may have, one already."""

import pytest
from django.urls import reverse

from referrals import workflow
from referrals.enums import EndingCode, MatchAnswer
from referrals.models import PossibleMatch
from tests.factories.cohorts import PLANNED_AT, make_cohort, place_somebody, waiting_referral
from tests.factories.one_person import another_referral, perhaps_the_same

pytestmark = pytest.mark.django_db


@pytest.fixture
def placed(cohort):
    return place_somebody(cohort).referral


@pytest.fixture
def quay(cohort):
    """Another group of the programme, at another time."""
    start = cohort.start_time.replace(hour=20)
    return make_cohort(version=cohort.programme_version, start_time=start, name="Quay Tuesdays")


def pages_of(group, referral):
    return [
        reverse("cohorts:allocate", args=[group.pk]),
        reverse("cohorts:place", args=[group.pk, referral.pk]),
    ]


def test_the_place_of_the_same_person_is_named_and_no_button_is_there(
    read, travel, placed, quay, coordinator
):
    second = another_referral(placed)

    for url in pages_of(quay, second):
        text = read(coordinator, url)
        assert "This person already has a place in Orchard Tuesdays." in text
        assert "Give this place" not in text
        assert "Compare the two forms" not in text


def test_two_who_may_be_one_are_decided_first_on_the_page_that_is_linked(
    read, travel, placed, quay, coordinator
):
    second = waiting_referral(placed.programme)
    match = perhaps_the_same(placed, second)
    waiting, place = pages_of(quay, second)
    words = "Decide first whether these two are one person."

    text = read(coordinator, place)
    assert words in text
    assert reverse("admin:referrals_possiblematch_change", args=[match.pk]) in text
    assert "Give this place" not in text
    assert words in read(coordinator, waiting)
    PossibleMatch.objects.update(answer=MatchAnswer.NOT_SAME)
    assert "Give this place" in read(coordinator, place)
    assert words not in read(coordinator, waiting)


def test_the_desk_reads_of_a_death_before_it_gives_a_place_and_creates_a_letter(
    read, travel, cohort, placed, coordinator
):
    second, third = another_referral(placed), waiting_referral(placed.programme)
    perhaps_the_same(second, third)
    enrolment = place_somebody(cohort)
    perhaps_the_same(second, enrolment.referral)
    workflow.withdraw(
        referral_id=second.pk,
        code=EndingCode.DIED,
        words="His sister called.",
        by=coordinator,
        now=PLANNED_AT,
    )
    words = f"{second.reference}, which may be another form of this person, ended with “Has died”."

    assert words in read(coordinator, reverse("cohorts:place", args=[cohort.pk, third.pk]))
    assert words in read(coordinator, reverse("cohorts:letter", args=[enrolment.pk]))
    assert words in read(coordinator, reverse("cohorts:give_up", args=[enrolment.pk]))


def test_cancelling_a_session_says_to_whom_nothing_is_sent(
    read, travel, cohort, facilitator, coordinator, django_assert_num_queries
):
    rows = [place_somebody(cohort, by=coordinator, name=f"Member {letter}") for letter in "AB"]
    ended = another_referral(rows[0].referral)
    workflow.withdraw(
        referral_id=ended.pk, code=EndingCode.DIED, words="Call", by=coordinator, now=PLANNED_AT
    )

    text = read(facilitator, reverse("cohorts:cancel_session", args=[cohort.pk, 2]))

    assert "Another form of this person" in text
    lines = " ".join(text.split())
    assert "Member A: nothing is sent" in lines
    assert "Member B: by email" in lines


def test_the_cohort_says_which_places_may_be_of_one_person_to_the_desk_only(
    read, travel, cohort, placed, quay, coordinator, facilitator
):
    elsewhere = place_somebody(quay, by=coordinator).referral
    page = reverse("cohorts:detail", args=[cohort.pk])
    words = f"{elsewhere.reference} has a place in Quay Tuesdays and may be the same person."
    assert words not in read(coordinator, page)
    perhaps_the_same(placed, elsewhere)

    text = read(coordinator, page)

    assert words in text
    assert reverse("admin:referrals_possiblematch_changelist") in text
    assert words not in read(facilitator, page)
    PossibleMatch.objects.update(answer=MatchAnswer.NOT_SAME)
    assert words not in read(coordinator, page)
