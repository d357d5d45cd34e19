"""A replica that does not answer is given up."""

import pytest
from django.db import DatabaseError, InterfaceError

from referral_portal.replica.answering import in_time
from referral_portal.replica.limits import ReplicaLimits

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_statement_without_an_answer_fails(replica, settings):
    settings.REPLICA = ReplicaLimits(lag=5, own=10, check=1, answer=0.1, pause=15)
    with replica.connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.3)")  # the control: nothing cuts it
    with (
        in_time(),
        replica.connection.cursor() as cursor,
        pytest.raises((DatabaseError, InterfaceError)),
    ):
        cursor.execute("SELECT pg_sleep(60)")


def test_an_answer_in_time_leaves_the_connection_as_it_is(replica):
    with in_time(), replica.connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
    with replica.connection.cursor() as cursor:
        cursor.execute("SELECT 2")
        assert cursor.fetchone() == (2,)
