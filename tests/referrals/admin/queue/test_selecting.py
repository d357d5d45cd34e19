"""Which rows a list holds, and that an index answers every order of it."""

import pytest
from django.db import connection

from referral_portal.common.paging import Column, RowBeyond
from referrals.admin.queue.rows import COLUMNS
from referrals.admin.queue.selecting import parts_of, referrals_in
from referrals.admin.queue.which import ALL, ON_PAUSE, OPEN, WhichList, sorts_of
from referrals.enums import Status
from referrals.models import Referral
from tests.factories.desk import NOW, make_referral, staff
from tests.factories.programmes import DistrictFactory

pytestmark = pytest.mark.django_db
ORDERS = [
    (status, sort)
    for status in (OPEN, ON_PAUSE, ALL, "completed")
    for sort in sorts_of(WhichList(status))
]


@pytest.mark.parametrize(("status", "sort"), ORDERS)
def test_a_later_page_starts_at_its_place_in_an_index(status, sort):
    """Whatever the planner would prefer for two rows: an index must be able to answer it."""
    last = make_referral(review_on=NOW.date())
    columns = [
        Column(name.removeprefix("-"), name.startswith("-"))
        for name in WhichList(status, sort=sort).order
    ]
    beyond = RowBeyond(Referral, columns, [getattr(last, column.name) for column in columns])
    with connection.cursor() as cursor:
        for way in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
    which = WhichList(status, sort=sort)
    statuses = [{"status": one} for one in which.statuses] or [{}]
    for one in statuses:
        rows = Referral.objects.filter(beyond, **one).order_by(*which.order)[:26]
        plan = rows.values(*COLUMNS).explain()
        assert "Sort" not in plan, plan
        (condition,) = [
            line for line in plan.splitlines() if "ROW(" in line or "reference)" in line
        ]
        assert condition.strip().startswith("Index Cond"), plan


def test_the_parts_of_a_list_are_the_list():
    user = staff(coordinator=True)
    for status in Status.values:
        make_referral(status=status, **ended(status))
    for status in (OPEN, ALL, "paused", "declined"):
        which = WhichList(status)
        parts = [row.pk for part in parts_of(which, user, NOW) for row in part]
        assert len(parts) == len(set(parts))
        assert set(parts) == set(referrals_in(which, user, NOW).values_list("pk", flat=True))


def found(which, user):
    parts = [row for part in parts_of(which, user, NOW) for row in part]
    assert set(parts) == set(referrals_in(which, user, NOW))
    return set(parts)


def restricted(*users, **fields):
    one = make_referral(is_restricted=True, **fields)
    for user in users:
        one.named_users.create(user=user, at=NOW)
    return one


def test_a_district_has_its_own_referrals_that_the_user_may_see():
    first, second, manager = staff(coordinator=True), staff(coordinator=True), staff(manager=True)
    dover = DistrictFactory(code="dover")
    shown, hidden = make_referral(district=dover), restricted(second, manager, district=dover)
    elsewhere = make_referral()

    assert found(WhichList(district="dover"), first) == {shown}
    assert found(WhichList(district="dover"), second) == {shown, hidden}
    assert found(WhichList(), first) == {shown, elsewhere}
    assert found(WhichList(district="no-such-place"), second) == set()


def test_those_without_a_coordinator_are_open_restricted_and_of_this_manager():
    manager, other, coordinator = staff(manager=True), staff(manager=True), staff(coordinator=True)
    make_referral()
    restricted(manager, coordinator)
    restricted(manager, status="declined", **ended("declined"))
    mine, of_the_other, held = (
        restricted(manager), restricted(other), restricted(manager, status=Status.ON_HOLD)
    )  # fmt: skip
    which = WhichList(status=ALL, named="1")

    assert found(which, manager) == {mine, held}
    assert found(which, other) == {of_the_other}
    assert found(which, coordinator) == set()


def ended(status: str) -> dict:
    """Return the columns that a final status also needs."""
    is_over = status in {"completed", "declined", "withdrawn", "removed"}
    return {"ended_at": NOW, "ending_code": "duplicate"} if is_over else {}


@pytest.mark.parametrize("sort", ["", "received", "-received"])
def test_what_nobody_has_in_every_status_is_read_along_an_index_without_the_others(sort):
    """They are the newest, so from the oldest on a walk would pass all that were ever assigned."""
    make_referral()
    which = WhichList(ALL, who="nobody", sort=sort)
    (rows,) = parts_of(which, staff(coordinator=True), NOW)
    with connection.cursor() as cursor:
        for way in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
    plan = rows.order_by(*which.order)[:26].values("pk").explain()
    assert "referral_of_nobody" in plan
    assert "Sort" not in plan
