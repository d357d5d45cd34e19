"""The pages that add a task, change it and mark it as done."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from referral_portal.audit.models import AuditEvent
from referrals.models import NamedUser
from referrals.to_do import finish_task
from tests.drawn import opened
from tests.factories.desk import NOW, make_referral, make_task, staff

pytestmark = pytest.mark.django_db
DAY = {"due_on-day": "3", "due_on-month": "12", "due_on-year": "2026"}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def user(client):
    account = staff(coordinator=True)
    client.force_login(account)
    return account


def address(referral, page, *rest):
    return reverse(f"admin:referrals_referral_{page}", args=[referral.pk, *rest])


def test_a_task_is_added_shown_changed_and_finished(client, user):
    referral = make_referral()
    given = {"words": "Ask for the order", "assignee": str(user.pk)} | DAY
    answer = client.post(address(referral, "task_add"), given)
    assert answer.url == address(referral, "change")
    page = client.get(answer.url).content.decode()
    assert "Ask for the order" in page
    assert f"Due 3 December 2026, {user}" in " ".join(page.split())

    change = client.get(address(referral, "task_change", 1))
    assert change.context["form"].initial == {"due_on": dt.date(2026, 12, 3), "assignee": user.pk}
    client.post(address(referral, "task_change", 1), {"assignee": ""} | DAY | {"due_on-day": "4"})
    page = " ".join(client.get(address(referral, "change")).content.decode().split())
    assert "Due 4 December 2026, Anyone at the desk" in page

    client.post(address(referral, "task_done", 1), {"outcome": "The court sent it"})
    page = client.get(address(referral, "change")).content.decode()
    assert "The court sent it" in page
    assert "Nothing is left to do." in page
    assert AuditEvent.objects.filter(action="referral.view").count() == 7


def test_a_task_that_is_done_leads_back_and_an_absent_one_is_not_there(client, user):
    referral = make_referral()
    task = make_task(referral, by=user)
    finish_task(task_id=task.pk, by=user, now=NOW)

    for page in ("task_change", "task_done"):
        assert client.get(address(referral, page, 1)).url == address(referral, "change")
        assert client.get(address(referral, page, 2)).status_code == 404
    answer = client.post(address(referral, "task_done", 1), {"outcome": "Twice"})
    assert b"This task is done already." in answer.content


def test_a_page_from_before_a_change_is_refused_and_keeps_what_was_typed(client, user):
    referral = make_referral()
    make_task(referral, by=user)
    token = opened(client, address(referral, "task_done", 1))
    client.post(address(referral, "task_change", 1), {"assignee": str(user.pk)} | DAY)

    answer = client.post(address(referral, "task_done", 1), token | {"outcome": "Typed"})

    assert b"Another user changed this task" in answer.content
    assert b"Typed" in answer.content
    assert referral.tasks.get().done_at is None


def test_a_restricted_referral_offers_only_the_people_named_on_it(client, user):
    referral = make_referral(is_restricted=True)
    other = staff(coordinator=True)
    assert client.get(address(referral, "task_add")).status_code == 404
    NamedUser.objects.create(referral=referral, user=user, at=NOW)

    choices = client.get(address(referral, "task_add")).context["form"].fields["assignee"].choices

    assert [value for value, _ in choices] == ["", str(user.pk)]
    answer = client.post(
        address(referral, "task_add"), {"words": "x", "assignee": str(other.pk)} | DAY
    )
    assert answer.context["form"].errors["assignee"]
    assert not referral.tasks.exists()
