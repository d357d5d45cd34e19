"""A kept statement: planned once for a connection, and never where sessions change behind a pool."""

import uuid

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import IntegerField, TextField, UUIDField

from referral_portal.common import statements
from referral_portal.common.statements import Given, KeptStatement

pytestmark = pytest.mark.django_db
MANY = Given("many", IntegerField())
WORDS = Given("words", TextField())


def read(kept, **given):
    with connection.cursor() as cursor:
        kept.execute(cursor, connection, given)
        return cursor.fetchall()


def prepared():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, calls FROM (SELECT name, generic_plans + custom_plans AS calls"
                       " FROM pg_prepared_statements) AS kept")  # fmt: skip
        return dict(cursor.fetchall())


def test_it_is_prepared_once_and_asked_with_other_values(django_assert_num_queries):
    kept = KeptStatement("SELECT %s + %s, %s, '%%'", [MANY, 10, WORDS])

    with django_assert_num_queries(2):
        assert read(kept, many=1, words="it's 100%") == [(11, "it's 100%", "%")]
        assert read(kept, many=2, words="") == [(12, "", "%")]

    assert prepared()[kept.name] == 2


def test_a_value_that_is_missing_in_the_statement_or_of_another_kind_is_an_error():
    kept = KeptStatement("SELECT %s", [Given("one", UUIDField())])
    one = uuid.uuid4()
    assert read(kept, one=one) == [(one,)]
    with pytest.raises(DatabaseError), transaction.atomic():
        read(KeptStatement("SELECT no_such_column WHERE %s > 1", [MANY]), many=1)
    with pytest.raises(KeyError):
        read(kept, other=one)
    assert read(kept, one=one) == [(one,)]


def test_a_connection_forgets_them_all_when_it_keeps_too_many(monkeypatch):
    monkeypatch.setattr(statements, "MOST_PREPARED", 2)
    some = [KeptStatement(f"SELECT {number} + %s", [MANY]) for number in range(3)]

    for number in (0, 1, 2, 0, 1, 2):
        assert read(some[number], many=1) == [(number + 1,)]
        assert len(prepared()) <= 2


def test_behind_a_pool_nothing_is_prepared(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    kept = KeptStatement("SELECT %s + %s, '%%'", [MANY, 10])

    assert read(kept, many=1) == [(11, "%")]
    assert kept.name not in prepared()


@pytest.mark.sqlite
def test_every_database_answers_the_same():
    assert read(KeptStatement("SELECT %s + %s", [MANY, 10]), many=1) == [(11,)]


def test_a_statement_whose_plan_depends_on_its_values_is_not_prepared():
    kept = KeptStatement("SELECT %s + %s", [MANY, 10], is_prepared=False)

    assert read(kept, many=1) == [(11,)]
    assert kept.name not in prepared()


def test_one_plan_serves_every_value():
    kept = KeptStatement("SELECT count(*) FROM auth_group WHERE id > %s", [MANY])

    for number in range(7):
        read(kept, many=number)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE name = %s",
            [kept.name],
        )
        assert cursor.fetchone() == (7, 0)
