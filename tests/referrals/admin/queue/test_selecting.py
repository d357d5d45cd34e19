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


def ended(status: str) -> dict:
    """Return the columns that a final status also needs."""
    is_over = status in {"completed", "declined", "withdrawn", "removed"}
    return {"ended_at": NOW, "ending_code": "duplicate"} if is_over else {}
