"""Which rows are one person: whatever is joined, in any order, and nothing once it is undone."""

import itertools
import uuid
from types import SimpleNamespace

from safeguarding.casework.joins import same_people

A, B, C, D = (uuid.UUID(int=number) for number in range(1, 5))


def joined(*pairs):
    return [SimpleNamespace(first_id=first, second_id=second) for first, second in pairs]


def test_joins_in_any_order_give_the_same_groups():
    for pairs in itertools.permutations([(A, B), (C, D), (B, C)]):
        found = same_people([A, B], joined(*pairs))
        assert found[A] == found[B] == {A, B, C, D}
    found = same_people([A, B, C], joined((A, B)))
    assert (found[A], found[C]) == ({A, B}, {C})


def test_only_the_people_asked_about_come_back():
    assert same_people([A], joined((A, B), (C, D))) == {A: {A, B}}
    assert same_people([], joined((C, D))) == {}


def test_without_a_join_everybody_is_themselves():
    assert same_people([A, B], []) == {A: {A}, B: {B}}
