"""Every table of a benchmark is outside the log; the order allows it."""

import pytest
from django.db import connection, transaction

from benchmarks.unlogged_tables import LOGGED, leave_the_log

pytestmark = pytest.mark.django_db


def logged() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(LOGGED)
        return [name for (name,) in cursor.fetchall()]


def test_no_table_is_left_in_the_log():
    before = logged()
    with transaction.atomic():
        leave_the_log("default")
        assert logged() == []
        transaction.set_rollback(True)
    assert len(before) > 50
    assert sorted(logged()) == sorted(before)


def test_tables_that_refer_to_each_other_are_an_error_and_not_left_half_done():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE first (id integer PRIMARY KEY, other integer)")
        cursor.execute(
            "CREATE TABLE second (id integer PRIMARY KEY, other integer REFERENCES first)"
        )
        cursor.execute("ALTER TABLE first ADD FOREIGN KEY (other) REFERENCES second")
        with pytest.raises(RuntimeError, match="'first', 'second'"):
            leave_the_log("default")
        transaction.set_rollback(True)
