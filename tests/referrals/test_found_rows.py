"""The statement of a search: the rows that its rules give, whichever way a name is found."""

import datetime as dt

import pytest
from django.db import connection

from referrals import finding, found_rows
from referrals.finding import Meaning, find
from tests.factories.desk import NOW, make_person, make_referral, staff

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
COLUMNS = ("id", "reference", "participant__name", "submitted_at", "district__name")
NAMES = (
    ("Anna Marsh", ""), ("Marsha Annable", ""), ("Bo Marsh", "Anna"), ("Anna Hill", "Marsh Anna"),
    ("Zoe Quill", "Hannah"), ("Jo Li", ""), ("Li Example", "Jo"), ("Marsh O'Anna-Li", ""),
)  # fmt: skip
BORN = dt.date(1990, 1, 1)


@pytest.fixture(params=[0, 500])
def few(request, monkeypatch):
    """Let a name be found by walking to it, or through its index."""
    monkeypatch.setattr(found_rows, "FEW", request.param)
    finding._statement.cache_clear()
    yield
    finding._statement.cache_clear()


@pytest.fixture
def users():
    return staff(coordinator=True), staff(coordinator=True), staff(manager=True)


@pytest.fixture
def rows(users):
    """Make a referral of each name, and a restricted one that only the second and the third user see."""
    made = []
    for days, (name, known_as) in enumerate(NAMES):
        for is_restricted in (False, True):
            one = make_referral(
                person=make_person(name, known_as=known_as, born_on=BORN, postcode="ME99 9ZZ"),
                submitted_at=NOW - dt.timedelta(days=days % 5),
                is_restricted=is_restricted,
            )
            for user in users[1:] if is_restricted else ():
                one.named_users.create(user=user, at=NOW)
            made.append(one)
    return made


def has_words(one, words):
    names = (one.participant.search_name, one.participant.known_as_key)
    return all(any(word in name for name in names) for word in words)


def shown(user, typed, most=25):
    return [row["id"] for row in find(user=user, typed=typed, columns=COLUMNS, most=most).rows]


@pytest.mark.parametrize(
    "typed",
    [
        "anna",
        "Anna Marsh",
        "marsh anna",
        "li",
        "jo li",
        "li jo",
        "ann ma",
        "o",
        "anna 1.1.1990",
        "marsh",
        "marsha",
        "nnable",
    ],
)
def test_a_name_finds_every_referral_that_has_its_words_and_no_hidden_one(few, users, rows, typed):
    words = typed.replace("1.1.1990", "").casefold().split()
    wanted = [one for one in rows if has_words(one, words)]
    wanted.sort(key=lambda one: (one.submitted_at, one.pk), reverse=True)
    for user, sees_restricted in zip(users, (False, True, True), strict=True):
        visible = [one.pk for one in wanted if sees_restricted or not one.is_restricted]
        assert visible
        assert shown(user, typed) == visible
        assert shown(user, typed, most=2) == visible[:2]


@pytest.mark.parametrize("typed", ["ME99 9ZZ", "1 January 1990", "Ana Marhs"])
def test_no_other_meaning_finds_a_hidden_referral(users, rows, typed):
    first, second, third = (set(shown(user, typed)) for user in users)

    assert first
    assert first == second & {one.pk for one in rows if not one.is_restricted}
    assert second == third != first


def test_a_reference_and_each_contact_find_one_referral_unless_it_is_hidden(users, rows):
    first, second, _ = users
    for one in rows[:2]:
        for typed in (one.reference, one.participant.phone, one.participant.email):
            assert one.pk in shown(second, typed)
            assert (one.pk in shown(first, typed)) is not one.is_restricted


def test_a_name_with_every_group_of_letters_of_a_word_is_not_found_without_the_word(few, users):
    make_referral(person=make_person("Xabcdef Cdefghx"))

    assert len(shown(users[0], "abcdef")) == 1
    assert shown(users[0], "abcdefgh") == []


def test_who_may_see_no_referral_finds_none(rows):
    assert shown(staff(facilitator=True), "anna") == []


def test_a_row_has_its_columns_and_comes_once(few, users, rows):
    found = find(user=users[0], typed="anna", columns=COLUMNS, most=25)

    assert found.meanings == [Meaning.NAME]
    assert not found.is_cut
    assert {row["participant__name"] for row in found.rows} >= {"Anna Marsh", "Zoe Quill"}
    assert tuple(found.rows[0]) == (*COLUMNS, "found_by")


def test_indexes_find_and_walk_to_a_name(rows):
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'referrals_referral'"
        )
        indexes = dict(cursor.fetchall())
    assert "gin (sort_name gin_trgm_ops)" in indexes["referral_name_trigrams"]
    assert "gin (name_fives((sort_name)::text))" in indexes["referral_name_fives"]
    assert "INCLUDE (sort_name, is_restricted)" in indexes["referral_names_by_age"]
