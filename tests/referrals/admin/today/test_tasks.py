"""The tasks that are due, on the first page."""

import datetime as dt

import pytest
from django.urls import reverse

from referrals.admin.today.tasks import tasks
from referrals.models import Referral
from tests.factories.desk import NOW, make_referral, make_task, staff

pytestmark = pytest.mark.django_db
TOMORROW = NOW + dt.timedelta(days=1)


def test_a_task_that_is_late_is_urgent_and_leads_to_its_referral():
    referral, user, colleague = make_referral(), staff(coordinator=True), staff(coordinator=True)
    make_task(referral, "Ask for the order", by=colleague)
    make_task(referral, "Of a colleague", by=user, assignee_id=colleague.pk)
    make_task(referral, "Later", by=user, due_on=NOW.date() + dt.timedelta(days=9))

    item = tasks(user, NOW)
    [row] = item.rows
    assert (item.count, item.is_urgent, row.is_late) == ("1", False, False)
    assert (row.text, row.name) == (referral.reference, "Ask for the order")
    assert row.url == reverse("admin:referrals_referral_change", args=[referral.pk])
    assert tasks(user, TOMORROW).is_urgent

    Referral.objects.filter(pk=referral.pk).update(is_restricted=True)
    assert tasks(user, TOMORROW).count == "0"
    assert tasks(user, TOMORROW).rows == ()
