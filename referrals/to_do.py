"""The verbs of the tasks of a referral: add one, change who does it and by when, and finish it.

Nothing is sent. Audit events hold ids and numbers, never what is to be done.
"""

import datetime as dt
import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, Q, QuerySet

from referral_portal.accounts.models import User
from referral_portal.audit.recorder import record
from referral_portal.common.by_row import refers_to
from referral_portal.common.dates import local_today
from referral_portal.common.refusals import Refusal
from referral_portal.common.statements import Given
from referrals.models import NamedUser, Referral, StatusChange, Task
from referrals.permissions import READS, check_can_read_referrals

NOT_YOURS = "This referral is not yours to open."
CHANGED = "Another user changed this task while you were reading it. Check it again."


@transaction.atomic
def add_task(
    *,
    referral_id: uuid.UUID,
    words: str,
    due_on: dt.date,
    by,
    now: dt.datetime,
    assignee_id: int | None = None,
) -> Task:
    """Add a task to a referral; without an assignee anyone at the desk may do it.

    Raises PermissionDenied, and Refusal without words, for a day that has passed, and for an
    assignee who may not see the referral.
    """
    check_can_read_referrals(by)
    # Locked, so that two tasks never get one number.
    referral = (
        Referral.objects.visible_to(by)
        .select_for_update(of=("self",), no_key=True)
        .filter(pk=referral_id)
        .first()
    )
    if referral is None:
        raise PermissionDenied(NOT_YOURS)
    if not words.strip():
        raise Refusal("Enter what is to be done.", "words")
    _check_day(due_on, now)
    task = Task.objects.create(
        referral=referral,
        number=(referral.tasks.aggregate(newest=Max("number"))["newest"] or 0) + 1,
        words=words.strip(),
        due_on=due_on,
        assignee=_checked(referral, assignee_id),
        added_at=now,
        added_by=by,
    )
    _record("referral.add_task", task, by=by, now=now)
    return task


def look_at_risk_again(change: StatusChange, *, now: dt.datetime) -> None:
    """Add a task for the day on which the holder of the risk looks at it again, if there is one."""
    if change.risk_review_on:
        add_task(
            referral_id=change.referral_id,
            words=f"{change.risk_holder} looks at the risk again, and decides who holds it.",
            due_on=change.risk_review_on,
            by=change.by,
            now=now,
        )


@transaction.atomic
def change_task(
    *,
    task_id: int,
    due_on: dt.date,
    assignee_id: int | None,
    by,
    now: dt.datetime,
    version: int | None = None,
) -> Task:
    """Change by when a task is due and who does it.

    Raises PermissionDenied, and Refusal for a task that is done or has changed, for a day that has
    passed, and for an assignee who may not see the referral.
    """
    task = _locked(task_id, version, by)
    if due_on != task.due_on:
        _check_day(due_on, now)
    task.due_on, task.assignee = due_on, _checked(task.referral, assignee_id)
    task.version += 1
    task.save(update_fields=["due_on", "assignee", "version"])
    _record("referral.change_task", task, by=by, now=now)
    return task


@transaction.atomic
def finish_task(
    *, task_id: int, by, now: dt.datetime, outcome: str = "", version: int | None = None
) -> Task:
    """Mark a task as done, with what was done.

    Raises PermissionDenied, and Refusal for a task that is done already or has changed.
    """
    task = _locked(task_id, version, by)
    task.done_at, task.done_by, task.outcome = now, by, outcome.strip()
    task.version += 1
    task.save(update_fields=["done_at", "done_by", "outcome", "version"])
    _record("referral.finish_task", task, by=by, now=now)
    return task


def can_have_task(referral: Referral) -> QuerySet[User]:
    """Return the active users of the desk who may see `referral`, by name."""
    users = User.objects.filter(is_active=True, groups__name__in=READS).distinct()
    if referral.is_restricted:
        users = users.filter(pk__in=NamedUser.objects.filter(referral=referral).values("user"))
    return users.order_by("last_name", "first_name", "pk")


def open_tasks(by) -> QuerySet[Task]:
    """Return the tasks that are not done, on referrals that `by` may see, the earliest first."""
    seen = Referral.objects.visible_to(by)
    rows = Task.objects.filter(refers_to("referral", seen), done_at=None)
    return rows.order_by("due_on", "pk")


def tasks_for(by) -> QuerySet[Task]:
    """Return the open tasks of `by` and those of anyone at the desk, the earliest first."""
    return open_tasks(by).filter(Q(assignee=by.pk) | Q(assignee=None))


def due_tasks(by, today: dt.date | Given) -> QuerySet[Task]:
    """Return the tasks for `by` that are due by `today`."""
    return tasks_for(by).filter(due_on__lte=today)


def _locked(task_id: int, version: int | None, by) -> Task:
    check_can_read_referrals(by)
    seen = Task.objects.filter(pk=task_id, referral__in=Referral.objects.visible_to(by))
    task = seen.select_for_update(of=("self",)).select_related("referral").first()
    if task is None:
        raise PermissionDenied(NOT_YOURS)
    if task.done_at:
        raise Refusal("This task is done already.")
    if version is not None and version != task.version:
        raise Refusal(CHANGED)
    return task


def _check_day(due_on: dt.date, now: dt.datetime) -> None:
    if due_on < local_today(now):
        raise Refusal("The day on which the task is due must be today or later.", "due_on")


def _checked(referral: Referral, assignee_id: int | None) -> User | None:
    if assignee_id is None:
        return None
    user = can_have_task(referral).filter(pk=assignee_id).first()
    if user is None:
        raise Refusal("This user cannot see this referral.", "assignee")
    return user


def _record(action: str, task: Task, *, by, now: dt.datetime) -> None:
    record(
        action,
        actor=by,
        target=task.referral,
        now=now,
        number=task.number,
        assignee=task.assignee_id,
    )
