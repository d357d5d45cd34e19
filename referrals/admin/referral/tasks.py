"""The tasks of a referral: those still to do, the earliest first, and the last ones that were done."""

from referrals.admin.queue.returning import page_url
from referrals.admin.referral.reading import Reading
from referrals.models import Task


def shown(reading: Reading) -> dict:
    """Return a row for each task, and the address on which to add one."""
    tasks = reading.tasks
    return {
        "tasks": [task_row(task, reading) for task in tasks if not task.done_at],
        "tasks_done": [task_row(task, reading) for task in tasks if task.done_at],
        "add_task_url": page_url("task_add", reading.referral.pk, reading.which),
    }


def task_row(task: Task, reading: Reading) -> dict:
    """Return one task in words, with the addresses on which to change and finish it."""
    address = (reading.referral.pk, reading.which, task.number)
    return {
        "words": task.words,
        "due_on": task.due_on,
        "is_overdue": not task.done_at and task.due_on < reading.today,
        "assignee": str(task.assignee) if task.assignee else "Anyone at the desk",
        "done_at": task.done_at,
        "done_by": str(task.done_by) if task.done_by else "",
        "outcome": task.outcome,
        "change_url": page_url("task_change", *address),
        "done_url": page_url("task_done", *address),
    }
