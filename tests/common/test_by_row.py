"""A condition about other rows: the same rows as "in" and "exists", but never all of them at once."""

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef

from referral_portal.common.by_row import ByRow, refers_to
from referrals.enums import Status
from referrals.models import Referral, Task
from tests.factories.desk import NOW, make_referral, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def tasks():
    by = staff(coordinator=True)
    return [
        Task.objects.create(
            referral=make_referral(status=status), number=1, words="Ask", due_on=NOW.date(),
            added_at=NOW, added_by=by,
        )
        for status in (Status.AWAITING_TRIAGE, Status.ON_PROGRAMME)
    ]  # fmt: skip


def test_it_finds_what_in_and_exists_find(tasks):
    waiting = Referral.objects.filter(status=Status.AWAITING_TRIAGE)
    of_row = waiting.filter(pk=OuterRef("referral"))
    for rows, others in (
        (Task.objects.filter(refers_to("referral", waiting)), tasks[:1]),
        (Task.objects.filter(referral__in=waiting), tasks[:1]),
        (Task.objects.exclude(refers_to("referral", waiting)), tasks[1:]),
        (Task.objects.filter(~ByRow(of_row)), tasks[1:]),
        (Task.objects.filter(~Exists(of_row)), tasks[1:]),
    ):
        assert list(rows) == others


def test_the_planner_may_not_join_or_hash_it(tasks):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_indexscan = off")
    plan = Task.objects.filter(refers_to("referral", Referral.objects.all())).explain()
    assert "Filter: (SubPlan" in plan, plan
    assert "Join" not in plan, plan
