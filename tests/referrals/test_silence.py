"""A death silences every referral of the person, and of persons who may be the same."""

import pytest
from django.utils import timezone

from referrals import corrections, workflow
from referrals.enums import EndingCode, MatchAnswer
from referrals.silence import deaths, is_silent, silenced_together
from tests.factories.cohorts import waiting_referral
from tests.factories.desk import staff
from tests.factories.one_person import another_referral, perhaps_the_same

pytestmark = pytest.mark.django_db


def dies(referral, by):
    asked = {"referral_id": referral.pk, "by": by, "now": timezone.now()}
    workflow.withdraw(**asked, code=EndingCode.DIED, words="His sister called.")
    return asked


@pytest.fixture
def coordinator():
    return staff(coordinator=True)


@pytest.fixture
def first():
    return waiting_referral(None)


def test_a_death_silences_every_referral_of_the_person_until_it_is_undone(first, coordinator):
    second, stranger = another_referral(first), waiting_referral(None)
    assert deaths([first, second, stranger]) == {}

    asked = dies(first, coordinator)

    found = deaths([first, second, stranger])
    assert set(found) == {first.pk, second.pk}
    assert found[first.pk].words == ""
    assert found[second.pk].words == (
        f"Another form of this person, {first.reference}, ended with “Has died”. "
        "Nothing is sent to the participant."
    )
    corrections.correct(**asked | {"by": staff(manager=True)}, words="Wrong button.")
    assert deaths([first, second, stranger]) == {}


@pytest.mark.parametrize(
    ("answer", "silences"),
    [
        (MatchAnswer.UNDECIDED, True),
        (MatchAnswer.NOT_KNOWN, True),
        (MatchAnswer.NOT_SAME, False),
    ],
)
def test_a_possible_match_is_silent_until_a_coordinator_says_that_it_is_another_person(
    first, coordinator, answer, silences
):
    second = waiting_referral(None)
    perhaps_the_same(first, second, answer)
    dies(first, coordinator)

    assert is_silent(second) is silences
    if silences:
        assert deaths([second])[second.pk].words == (
            f"{first.reference}, which may be another form of this person, ended with “Has died”. "
            "Nothing is sent to the participant until you decide whether these two are one person. "
            "It is not sent later either, so decide this first."
        )


def test_the_death_of_the_person_is_named_before_that_of_a_possible_match(first, coordinator):
    own, perhaps = another_referral(first), waiting_referral(None)
    perhaps_the_same(first, perhaps)
    dies(perhaps, coordinator)
    dies(own, coordinator)

    assert deaths([first])[first.pk].reference == own.reference
    assert deaths([own])[own.pk].words == ""


def test_another_ending_silences_nobody(first, coordinator):
    second = another_referral(first)
    workflow.withdraw(
        referral_id=first.pk,
        code=EndingCode.MOVED_AREA,
        words="",
        by=coordinator,
        now=timezone.now(),
    )

    assert not is_silent(second)


def test_a_death_silences_the_referrals_of_the_person_and_of_possible_matches_together(first):
    second, perhaps, _ = another_referral(first), waiting_referral(None), waiting_referral(None)
    perhaps_the_same(second, perhaps)

    assert set(silenced_together(first)) == {first.pk, second.pk, perhaps.pk}


def test_the_number_of_queries_does_not_grow(first, coordinator, django_assert_num_queries):
    rows = [first]
    dies(first, coordinator)
    for count in (3, 30):
        while len(rows) < count:
            rows.append(another_referral(first))
        with django_assert_num_queries(2):
            assert len(deaths(rows)) == count
