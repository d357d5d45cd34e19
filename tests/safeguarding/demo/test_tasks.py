"""The tasks of the demonstration."""

import datetime as dt

import pytest

from referrals.models import Task
from referrals.to_do import due_tasks
from safeguarding.demo.tasks import add_tasks
from tests.factories.desk import NOW, make_referral, staff

pytestmark = pytest.mark.django_db


def test_one_task_is_late_one_is_to_come_and_one_is_done():
    by = staff(coordinator=True)
    newest = make_referral()
    oldest = make_referral(submitted_at=NOW - dt.timedelta(days=3))

    add_tasks([newest, oldest], users={"coordinator": by}, now=NOW)

    assert due_tasks(by, NOW.date()).get().due_on < NOW.date()
    assert set(Task.objects.values_list("referral", "done_at")) == {
        (oldest.pk, None),
        (newest.pk, NOW),
    }
