"""The tasks of a referral: those still to do, the earliest first, and the last ones that were done."""

from django.urls import reverse

from referrals.admin.referral.reading import Reading
from referrals.models import Task


def shown(reading: Reading) -> dict:
    """Return a row for each task, and the address on which to add one."""
    tasks = reading.tasks
    return {
        "tasks": [task_row(task, reading) for task in tasks if not task.done_at],
        "tasks_done": [task_row(task, reading) for task in tasks if task.done_at],
        "add_task_url": reverse("admin:referrals_referral_task_add", args=[reading.referral.pk]),
    }


def task_row(task: Task, reading: Reading) -> dict:
    """Return one task in words, with the addresses on which to change and finish it."""
    address = [reading.referral.pk, task.number]
    return {
        "words": task.words,
        "due_on": task.due_on,
        "is_overdue": not task.done_at and task.due_on < reading.today,
        "assignee": str(task.assignee) if task.assignee else "Anyone at the desk",
        "done_at": task.done_at,
        "done_by": str(task.done_by) if task.done_by else "",
        "outcome": task.outcome,
        "change_url": reverse("admin:referrals_referral_task_change", args=address),
        "done_url": reverse("admin:referrals_referral_task_done", args=address),
    }
