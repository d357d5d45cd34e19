"""Two forms are compared, each reason is said, and nearly every pair of one person is found."""

import dataclasses
import datetime as dt

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from referral_portal.common.normal_forms import name_form
from referrals.match_reasons import REASONS, in_words
from referrals.matching import Described, compare
from referrals.nicknames import may_be_one_name
from tests.factories.pairs import Pairs

BORN = dt.date(1989, 4, 5)
ABE = Described(
    name=name_form("Percival O'Hara"),
    born_on=BORN,
    phone="07700900123",
    email="percy@example.org",
    postcode="ME14 1XX",
    address="12 Elm Road",
)


def like(name="Percival O'Hara", **changes):
    """Return Abe's form with other answers; the rest of the form says nothing."""
    empty = {"phone": "", "email": "", "postcode": "", "address": ""}
    return dataclasses.replace(ABE, name=name_form(name), **empty | changes)


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (like("Percival O’Hara"), "name_same"),
        (like("PERCIVAL O HARA"), "name_other_order"),
        (like("O'Hara Percival"), "name_other_order"),
        (like("Persival O'Hara"), "name_letter"),
        (like("Percival O'Harra"), "name_letter"),
        (like("Percival James O'Hara"), "name_shorter"),
        (like("P O'Hara"), "name_initial"),
        (like("Percival Gurung"), "name_first_only"),
        (like("Percival Gurung", known_as="percival ohara"), "name_called"),
        (like("Wes O'Hara"), "name_last_only"),
        (like("Wes Gurung"), "name_other"),
        (like(born_on=dt.date(1989, 5, 4)), "born_swapped"),
        (like(born_on=dt.date(1988, 4, 5)), "born_digit"),
        (like(born_on=dt.date(1971, 12, 30)), "born_other"),
        (like(phone="07700900123"), "phone_same"),
        (like(phone="07700900132"), "phone_digit"),
        (like(email="percy@example.org"), "email_same"),
        (like(email="percy@example.test"), "email_close"),
        (like(postcode="ME14 1XX", address="12 Elm Rd"), "address_same"),
        (like(postcode="ME14 1XX", address="99 Elm Rd"), "postcode_same"),
    ],
)
def test_each_reason_is_found_from_either_side(other, reason):
    assert reason in compare(ABE, other).reasons
    assert compare(ABE, other) == compare(other, ABE)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("William Marsh", "Bill Marsh"),
        ("Łukasz Nowak", "Luke Nowak"),
        ("Katherine Rai", "Kasia Rai"),
    ],
)
def test_a_short_form_of_a_first_name_is_one_name(one, other):
    first, second = (Described(name_form(name), BORN) for name in (one, other))
    assert compare(first, second).reasons == ("born_same", "name_nickname")


def test_a_script_that_the_rules_cannot_sound_out_is_compared_letter_by_letter():
    first, second = (Described(name_form(name), BORN) for name in ("सीता गुरुङ", "राम गुरुङ"))
    assert compare(first, first).score == 75
    assert "name_last_only" in compare(first, second).reasons


def test_a_misspelt_name_at_one_birthday_and_address_is_a_possible_match():
    other = like("Persival O'Hara", postcode="ME14 1XX", address="12 Elm Road")
    found = compare(ABE, other)
    assert found.score >= settings.MATCH_SCORE
    assert in_words(found.reasons) == "same birthday, name one letter off, same address"


@pytest.mark.parametrize(
    "other",
    [
        like("Una Gurung", born_on=dt.date(1990, 1, 2), phone="07700900123",
             postcode="ME14 1XX", address="12 Elm Road"),  # a couple with one telephone
        like(born_on=dt.date(1961, 7, 1), postcode="ME14 1XX", address="12 Elm Road"),  # a father
        like("Wes O'Hara", postcode="ME14 1XX", address="12 Elm Road"),  # a twin
    ],
)  # fmt: skip
def test_a_household_is_not_one_person(other):
    assert compare(ABE, other).score < settings.MATCH_SCORE


def test_a_name_in_two_groups_is_short_for_either():
    assert may_be_one_name("alex", "alec")
    assert not may_be_one_name("percival", "wes")
    assert not may_be_one_name("", "")


names = st.text(alphabet="abc '-\u2011é", max_size=12).map(name_form)
forms = st.builds(
    Described,
    name=names,
    born_on=st.dates(dt.date(1950, 1, 1), dt.date(2000, 1, 1)),
    known_as=names,
    phone=st.sampled_from(["", "07700900123", "07700900124"]),
    email=st.sampled_from(["", "a@example.org", "b@example.org"]),
    postcode=st.sampled_from(["", "ME14 1XX"]),
    address=st.sampled_from(["", "12 Elm Road", "Elm Road"]),
)


@given(first=forms, second=forms)
def test_any_two_forms_can_be_compared_in_either_order(first, second):
    found = compare(first, second)
    assert found == compare(second, first)
    assert 0 <= found.score <= 100
    assert set(found.reasons) <= REASONS.keys()
    assert compare(first, first).score >= 75


def test_nearly_every_pair_of_one_person_is_found_and_few_others_are():
    pairs = Pairs(seed=9)
    same = [pairs.written_twice() for _ in range(1000)]
    other = [pairs.easily_confused() for _ in range(1000)]
    found = sum(is_found(pair) for pair in same)
    wrong = sum(is_found(pair) for pair in other)
    assert found / len(same) >= 0.98
    assert found / (found + wrong) >= 0.9
    # Without the rules for errors, more than half of the pairs would be missed.
    exact = sum((a.described().name, a.born_on) == (b.described().name, b.born_on) for a, b in same)
    assert exact / len(same) < 0.5


def is_found(pair):
    return compare(*(form.described() for form in pair)).score >= settings.MATCH_SCORE
