"""A list read with one statement: the same rows and the same length as its querysets have."""

import datetime as dt
import uuid

import pytest
from django.db.models import CharField

from referral_portal.common.list_statements import BesideStatement, ListStatement
from referral_portal.common.paging import Column, Querysets
from referral_portal.common.statements import Given
from referrals.models import Referral
from tests.factories.desk import NOW, make_referral

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
SHOWN = ("id", "reference", "participant__name", "answers", "review_on")
STATUSES = ("awaiting_triage", "scheduled")
OLDEST_FIRST = (Column("submitted_at", falls=False), Column("id", falls=False))
NEWEST_FIRST = (Column("submitted_at", falls=True), Column("id", falls=True))
MIXED = (
    Column("danger_level", falls=False),
    Column("submitted_at", falls=True),
    Column("id", falls=True),
)


@pytest.fixture
def referrals():
    return [
        make_referral(
            status=status, danger_level=level, submitted_at=NOW - dt.timedelta(days=days)
        )
        for status, level, days in [
            ("awaiting_triage", 4, 1), ("scheduled", 4, 2), ("scheduled", 1, 3),
            ("awaiting_triage", 2, 4), ("withdrawn", 1, 5),
        ]
    ]  # fmt: skip


def parts(route):
    return [Referral.objects.filter(status=status, route=route) for status in STATUSES]


def statement(columns, *, has_place=False, most=10, limit=10):
    route = Given("route", CharField())
    return ListStatement(
        parts(route), shown=SHOWN, columns=columns, has_place=has_place, most=most,
        counted=limit, using="default",
    )  # fmt: skip


def alone(columns, place, most, route):
    """Return the rows of the querysets, each read along its own index."""
    names = dict.fromkeys([*SHOWN, *(column.name for column in columns)])
    rows = [part.values(*names) for part in parts(route)]
    return Querysets(rows, None).read(list(columns), place, most)


@pytest.mark.parametrize("columns", [OLDEST_FIRST, NEWEST_FIRST, MIXED])
@pytest.mark.parametrize("most", [2, 10])
def test_from_every_place_the_rows_are_those_of_the_querysets(referrals, columns, most):
    route = referrals[0].route
    from_the_start = statement(columns, most=most)
    assert from_the_start.read(None, route=route)[0] == alone(columns, None, most, route)
    further = statement(columns, has_place=True, most=most)
    for one in referrals:
        place = [getattr(one, column.name) for column in columns]
        found, _ = further.read(place, route=route)
        assert found == alone(columns, place, most, route)


def test_the_length_stops_at_the_limit_and_one_statement_serves_every_value(
    referrals, django_assert_num_queries
):
    route = referrals[0].route
    for limit, length in ((10, 4), (3, 3), (0, 0)):
        kept = statement(OLDEST_FIRST, most=1, limit=limit)
        with django_assert_num_queries(2):
            rows, number = kept.read(None, route=route)
            assert kept.read(None, route="no such route") == ([], 0)
        assert (len(rows), number) == (1, length)


def test_a_list_that_can_have_no_rows_is_not_asked(django_assert_num_queries):
    kept = ListStatement(
        [Referral.objects.none()], shown=("id",), columns=OLDEST_FIRST, has_place=False, most=5,
        counted=10, using="default",
    )  # fmt: skip
    with django_assert_num_queries(0):
        assert kept.read(None) == ([], 0)


@pytest.mark.parametrize("columns", [OLDEST_FIRST, NEWEST_FIRST, MIXED])
def test_the_rows_beside_every_place_are_those_of_the_querysets(
    referrals, columns, django_assert_num_queries
):
    route = referrals[0].route
    turned = [Column(column.name, not column.falls) for column in columns]
    beside = BesideStatement(
        parts(Given("route", CharField())), shown=SHOWN, columns=columns, counted=3, using="default"
    )
    for one in referrals:
        place = [getattr(one, column.name) for column in columns]
        with django_assert_num_queries(1):
            earlier, later, number = beside.read(place, route=route)
        assert [earlier] == (alone(turned, place, 1, route) or [None])
        assert [later] == (alone(columns, place, 1, route) or [None])
        assert number == 3


def test_beside_a_place_in_an_empty_list_is_nothing():
    nothing = [Referral.objects.none()]
    beside = BesideStatement(nothing, shown=SHOWN, columns=OLDEST_FIRST, counted=3, using="default")
    assert beside.read([NOW, uuid.uuid4()]) == (None, None, 0)
    of_route = parts(Given("route", CharField()))
    beside = BesideStatement(
        of_route, shown=SHOWN, columns=OLDEST_FIRST, counted=3, using="default"
    )
    assert beside.read([NOW, uuid.uuid4()], route="self") == (None, None, 0)
