"""What is taken off a table comes back as it was, and is checked on the way."""

import pytest
from django.db import IntegrityError, connection

from benchmarks.bare_tables import CONSTRAINTS, FOREIGN, INDEXES, UNIQUE, bare
from cohorts.models import Booking
from referrals.models import NextTry

pytestmark = pytest.mark.django_db(transaction=True)
TABLES = [model._meta.db_table for model in (Booking, NextTry)]


def standing() -> list[tuple]:
    """Return every index and constraint of the tables that is not their primary key."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(INDEXES, [TABLES])
        found += cursor.fetchall()
        for kind in (FOREIGN, UNIQUE):
            cursor.execute(CONSTRAINTS, [TABLES, kind])
            found += cursor.fetchall()
    return found


def test_nothing_stands_inside_and_everything_afterwards():
    before = standing()
    with bare("default", TABLES):
        assert standing() == []
    assert standing() == before
    assert len(before) > len(TABLES)


def test_a_row_that_breaks_a_constraint_is_found():
    before = standing()
    with pytest.raises(IntegrityError), bare("default", TABLES), connection.cursor() as cursor:
        cursor.execute("INSERT INTO referrals_nexttry (contact_id, at) VALUES (987654, now())")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM referrals_nexttry")
        for table, name, definition in standing():
            if definition.endswith("NOT VALID"):
                cursor.execute(f'ALTER TABLE "{table}" VALIDATE CONSTRAINT "{name}"')
    assert standing() == before
