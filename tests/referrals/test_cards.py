"""A released card follows the person, whichever referral it names."""

import datetime as dt

import pytest

from referrals.cards import cards_about
from referrals.enums import MatchAnswer
from referrals.models import CardAudience, CardBasis, ReleasedCard
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import PLANNED_AT, waiting_referral
from tests.factories.one_person import another_referral, perhaps_the_same

pytestmark = pytest.mark.django_db
TODAY = PLANNED_AT.date()
FACILITATORS = CardAudience.FACILITATORS


def card(referral, text, sequence=1, *, audience=FACILITATORS, expires_on=TODAY):
    return ReleasedCard.objects.create(
        referral_id=referral.pk,
        audience=audience,
        basis=CardBasis.AGREED,
        text=text,
        expires_on=expires_on,
        sequence=sequence,
        released_at=PLANNED_AT,
    )


def shown(*referrals, audiences=(FACILITATORS,)):
    found = cards_about(
        referrals, audiences=audiences, today=TODAY, by=UserFactory(facilitator=True)
    )
    return [sorted(card.text for card in found[row.pk]) for row in referrals]


@pytest.fixture
def first():
    return waiting_referral(None)


def test_a_card_is_shown_about_every_referral_of_the_person_and_of_nobody_else(first):
    second, stranger = another_referral(first), waiting_referral(None)
    card(first, "Do not seat by the door")
    card(second, "Walks with a stick")

    both = ["Do not seat by the door", "Walks with a stick"]
    assert shown(first, second, stranger) == [both, both, []]


@pytest.mark.parametrize(
    ("answer", "is_shown"),
    [
        (MatchAnswer.UNDECIDED, True),
        (MatchAnswer.NOT_KNOWN, True),
        (MatchAnswer.NOT_SAME, False),
    ],
)
def test_a_card_of_a_possible_match_is_shown_until_it_is_another_person(first, answer, is_shown):
    second = waiting_referral(None)
    perhaps_the_same(first, second, answer)
    card(first, "Do not seat by the door")

    assert shown(second) == [["Do not seat by the door"] if is_shown else []]


def test_a_card_is_for_its_audience_until_it_expires_or_is_taken_back(first):
    second = another_referral(first)
    card(first, "For the desk", audience=CardAudience.COORDINATOR)
    card(second, "Old", expires_on=TODAY - dt.timedelta(days=1))
    assert shown(first) == [[]]
    assert shown(first, audiences=(CardAudience.COORDINATOR,)) == [["For the desk"]]

    card(first, "Now", 2)
    assert shown(second) == [["Now"]]
    card(first, "Taken back", 3, expires_on=TODAY - dt.timedelta(days=1))
    assert shown(second) == [[]]


@pytest.mark.parametrize("count", [3, 30])
def test_the_number_of_queries_does_not_grow(first, count, django_assert_num_queries):
    rows = [another_referral(first) for _ in range(count)]
    for number, row in enumerate(rows):
        card(row, f"Card {number:02}")
    reader = UserFactory(facilitator=True)
    assert reader.roles  # read once for each request
    with django_assert_num_queries(1):
        found = cards_about(rows, audiences=[FACILITATORS], today=TODAY, by=reader)
    assert {len(cards) for cards in found.values()} == {count}

    perhaps_the_same(first, waiting_referral(None), MatchAnswer.UNDECIDED)
    with django_assert_num_queries(2):
        again = cards_about(rows, audiences=[FACILITATORS], today=TODAY, by=reader)
    assert again == found
    with django_assert_num_queries(0):
        assert cards_about([], audiences=[FACILITATORS], today=TODAY, by=reader) == {}
