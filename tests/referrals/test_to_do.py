"""The tasks of a referral: who may add, change and finish one, and what the audit keeps."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from referral_portal.audit.models import AuditEvent
from referral_portal.common.refusals import Refusal
from referrals.models import NamedUser, Referral
from referrals.to_do import add_task, can_have_task, change_task, due_tasks, finish_task, open_tasks
from tests.factories.desk import NOW, make_referral, staff

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
TODAY = NOW.date()
TOMORROW = TODAY + dt.timedelta(days=1)
WORDS = "CANARY ask for the order"


def added(referral, by, **fields):
    given = {"words": WORDS, "due_on": TOMORROW} | fields
    return add_task(referral_id=referral.pk, by=by, now=NOW, **given)


@pytest.mark.parametrize("role", ["coordinator", "manager"])
def test_a_task_is_added_changed_and_finished_and_the_audit_holds_ids(role):
    referral, by, colleague = make_referral(), staff(**{role: True}), staff(coordinator=True)

    task = added(referral, by)
    assert (task.number, task.words, task.assignee, task.version) == (1, WORDS, None, 1)
    change_task(task_id=task.pk, due_on=TODAY, assignee_id=colleague.pk, version=1, by=by, now=NOW)
    finish_task(task_id=task.pk, outcome=WORDS, version=2, by=colleague, now=NOW)

    task.refresh_from_db()
    assert (task.due_on, task.assignee, task.version) == (TODAY, colleague, 3)
    assert (task.done_at, task.done_by, task.outcome) == (NOW, colleague, WORDS)
    events = AuditEvent.objects.filter(target_id=str(referral.pk)).order_by("pk")
    assert [event.action for event in events] == [
        "referral.add_task",
        "referral.change_task",
        "referral.finish_task",
    ]
    assert "CANARY" not in str([event.data for event in events])
    assert added(referral, by).number == 2


@pytest.mark.parametrize("role", ["facilitator", "auditor", "administrator", "agency_referrer"])
def test_nobody_else_has_tasks(role):
    referral, by = make_referral(), staff(**{role: True})
    task = added(referral, staff(coordinator=True))

    with pytest.raises(PermissionDenied):
        added(referral, by)
    with pytest.raises(PermissionDenied):
        change_task(task_id=task.pk, due_on=TODAY, assignee_id=None, by=by, now=NOW)
    with pytest.raises(PermissionDenied):
        finish_task(task_id=task.pk, by=by, now=NOW)
    task.refresh_from_db()
    assert (task.version, task.done_at) == (1, None)


def test_a_task_of_a_restricted_referral_is_only_for_the_people_named_on_it():
    referral, manager = make_referral(is_restricted=True), staff(manager=True)
    named, other = staff(coordinator=True), staff(coordinator=True)
    for user in (manager, named):
        NamedUser.objects.create(referral=referral, user=user, at=NOW)
    task = added(referral, manager, assignee_id=named.pk)

    assert set(can_have_task(referral)) == {manager, named}
    with pytest.raises(Refusal, match="cannot see this referral"):
        added(referral, manager, assignee_id=other.pk)
    with pytest.raises(PermissionDenied):
        finish_task(task_id=task.pk, by=other, now=NOW)
    assert not open_tasks(other).exists()
    assert open_tasks(named).get() == task


def test_refusals_change_nothing():
    referral, by = make_referral(), staff(coordinator=True)
    yesterday = TODAY - dt.timedelta(days=1)
    with pytest.raises(Refusal, match="today or later"):
        added(referral, by, due_on=yesterday)
    with pytest.raises(Refusal, match="Enter what is to be done"):
        added(referral, by, words="  ")
    with pytest.raises(Refusal, match="cannot see"):
        added(referral, by, assignee_id=staff(facilitator=True).pk)
    task = added(referral, by)
    with pytest.raises(Refusal, match="today or later"):
        change_task(task_id=task.pk, due_on=yesterday, assignee_id=None, by=by, now=NOW)
    with pytest.raises(Refusal, match="Another user changed"):
        finish_task(task_id=task.pk, version=7, by=by, now=NOW)
    finish_task(task_id=task.pk, by=by, now=NOW)
    with pytest.raises(Refusal, match="done already"):
        finish_task(task_id=task.pk, by=by, now=NOW)
    assert referral.tasks.get().version == 2


def test_an_overdue_task_keeps_its_day_when_only_the_assignee_changes():
    referral, by = make_referral(), staff(coordinator=True)
    task = added(referral, by, due_on=TODAY)

    later = NOW + dt.timedelta(days=3)
    change_task(task_id=task.pk, due_on=TODAY, assignee_id=by.pk, by=by, now=later)

    task.refresh_from_db()
    assert (task.due_on, task.assignee) == (TODAY, by)


def test_what_is_due_for_a_user():
    by, colleague = staff(coordinator=True), staff(coordinator=True)
    referral = make_referral()
    mine = added(referral, by, due_on=TODAY, assignee_id=by.pk)
    of_anyone = added(referral, by, due_on=TODAY)
    added(referral, by, due_on=TODAY, assignee_id=colleague.pk)
    added(referral, by, due_on=TOMORROW, assignee_id=by.pk)
    done = added(referral, by, due_on=TODAY)
    finish_task(task_id=done.pk, by=by, now=NOW)
    hidden = make_referral()
    added(hidden, by, due_on=TODAY)
    Referral.objects.filter(pk=hidden.pk).update(is_restricted=True)

    assert list(due_tasks(by, TODAY)) == [mine, of_anyone]
