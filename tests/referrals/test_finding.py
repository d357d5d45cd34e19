"""How the desk finds a referral by whatever it was told, and what it says about that."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from referrals.finding import Meaning, find
from tests.factories.desk import make_person, make_referral, staff

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
COLUMNS = ("id", "reference", "submitted_at")


def coordinator():
    """Return a user who sees every referral, whose roles are known already."""
    user = staff(coordinator=True)
    assert user.roles
    return user


def found(typed, most=25):
    result = find(user=coordinator(), typed=typed, columns=COLUMNS, most=most)
    return [row["reference"] for row in result.rows], result.meanings


@pytest.fixture
def others():
    for name in ("Invented Person", "Zebedee Other", "Anna Quill"):
        make_referral(person=make_person(name, born_on=dt.date(1990, 1, 1)))


@pytest.fixture
def wanted(others):
    return make_referral(
        person=make_person(
            "Kenneth Ó Marsh-Hill", known_as="Ken", born_on=dt.date(1989, 4, 5),
            phone="07700 900123", email="Wes.Test@example.org", postcode="ME99 9ZZ",
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "meaning"),
    [
        ("050489", Meaning.BORN), ("19890405", Meaning.BORN), ("05041989", Meaning.BORN),
        ("Marsh 5.4.1989", Meaning.NAME_AND_BORN), ("5 April 1989, ken", Meaning.NAME_AND_BORN),
        ("5 April 1989", Meaning.BORN), ("05/04/1989", Meaning.BORN), ("1989-04-05", Meaning.BORN),
        ("+44 7700 900123", Meaning.PHONE), ("447700900123", Meaning.PHONE),
        ("٠٧٧٠٠٩٠٠١٢٣", Meaning.PHONE), ("wes.test@EXAMPLE.org", Meaning.EMAIL),
        ("me999zz", Meaning.POSTCODE), ("marsh", Meaning.NAME), ("Ken Marsh", Meaning.NAME),
        ("Kenneth O Marsh Hill", Meaning.NAME), ("MARSH\u2011HILL", Meaning.NAME),
        ("Kenneth Mrash", Meaning.SIMILAR), ("Keneth Marsch", Meaning.SIMILAR),
    ],
)  # fmt: skip
def test_every_meaning_finds_the_referral_and_is_named(wanted, typed, meaning):
    assert found(typed) == ([wanted.reference], [meaning])


def test_a_reference_finds_the_referral_in_any_spelling(wanted):
    bare = wanted.reference.removeprefix("KM-").replace("-", " ").lower()

    for typed in (wanted.reference, bare, f"km {bare}"):
        assert found(typed) == ([wanted.reference], [Meaning.REFERENCE])


@pytest.mark.parametrize("name", ["Matthews", "Chambers", "Ken Marsh", "Sharpe By"])
def test_a_name_of_eight_letters_is_not_taken_for_a_reference(others, name):
    wanted = make_referral(name=f"{name} Example")

    assert found(name) == ([wanted.reference], [Meaning.NAME])


def test_both_meanings_are_shown_newest_first_and_each_referral_once(others):
    by_name = make_referral(name="Matthews Example")
    both = make_referral(name="Ada Matthews", reference="KM-MATT-HEWS")

    references, meanings = found("matthews")

    assert sorted(references) == sorted([by_name.reference, both.reference])
    assert meanings == [Meaning.REFERENCE, Meaning.NAME]
    assert found("matthews", most=1)[0] == references[:1]


@pytest.mark.parametrize(
    "typed",
    [
        "Zebedee 5.4.1989",
        "Marsh 6.4.1989",
        "999999",
        "Xylophone",
        "01632 960999",
        "nobody@example.org",
        "??",
        "CT1 1AA",
    ],
)
def test_what_fits_nobody_finds_nobody(wanted, typed):
    assert found(typed) == ([], [])


def test_a_longer_list_is_cut(others):
    result = find(user=coordinator(), typed="e", columns=COLUMNS, most=1)

    assert len(result.rows) == 1
    assert result.is_cut


def test_every_meaning_is_asked_in_one_query_and_similar_names_in_two_more(wanted):
    user = coordinator()
    with CaptureQueriesContext(connection) as exact:
        find(user=user, typed="marsh", columns=COLUMNS, most=25)
    with CaptureQueriesContext(connection) as similar:
        find(user=user, typed="Mrash Kenneth", columns=COLUMNS, most=25)

    assert len(exact) == 1
    assert len(similar) <= 4
