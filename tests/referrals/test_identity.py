"""Safety treats two persons as one until a coordinator has said that they are not."""

import itertools

import pytest
from django.utils import timezone

from referrals.enums import MatchAnswer
from referrals.identity import taken_as_one
from referrals.models import PossibleMatch
from tests.factories.desk import make_person

pytestmark = pytest.mark.django_db


def match(first, second, answer):
    return PossibleMatch.objects.create(
        first=first, second=second, answer=answer, found_at=timezone.now()
    )


@pytest.mark.parametrize(
    ("answer", "is_one"),
    [
        (MatchAnswer.UNDECIDED, True),
        (MatchAnswer.NOT_KNOWN, True),
        (MatchAnswer.NOT_SAME, False),
    ],
)
def test_undecided_and_not_known_count_as_one_person(answer, is_one):
    first, second, stranger = make_person(), make_person(), make_person()
    match(first, second, answer)
    groups = taken_as_one([first.person_id, second.person_id, stranger.person_id])
    assert (second.person_id in groups[first.person_id]) is is_one
    assert (first.person_id in groups[second.person_id]) is is_one
    assert groups[stranger.person_id] == {stranger.person_id}


def test_a_match_with_one_form_reaches_the_person_behind_several():
    first, second = make_person(), make_person()
    third = make_person(person=first.person)
    match(second, third, MatchAnswer.UNDECIDED)
    assert taken_as_one([first.person_id])[first.person_id] == {first.person_id, second.person_id}


def test_the_number_of_queries_does_not_grow(django_assert_num_queries):
    people = [make_person() for _ in range(6)]
    for first, second in itertools.pairwise(people):
        match(first, second, MatchAnswer.UNDECIDED)
    with django_assert_num_queries(1):
        groups = taken_as_one([person.person_id for person in people])
    assert [len(groups[person.person_id]) for person in people] == [2, 3, 3, 3, 3, 2]
