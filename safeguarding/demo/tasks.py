"""Tasks of the demonstration: one that is late, one for the coordinator and one that is done."""

import datetime as dt

from referral_portal.common.dates import local_today
from referrals.models import Referral
from referrals.to_do import add_task, finish_task


def add_tasks(referrals: list[Referral], *, users: dict, now: dt.datetime) -> None:
    """Add tasks to the first of the new `referrals`."""
    first, second, *_ = sorted(referrals, key=lambda referral: referral.submitted_at)
    by = users["coordinator"]
    earlier = now - dt.timedelta(days=1)
    task = {"by": by, "now": earlier}
    add_task(
        referral_id=first.pk,
        words="Ask the GP’s surgery for the letter",
        due_on=local_today(earlier),
        **task,
    )
    add_task(
        referral_id=first.pk,
        words="Find a time with an interpreter",
        due_on=local_today(now) + dt.timedelta(days=3),
        assignee_id=by.pk,
        **task,
    )
    done = add_task(
        referral_id=second.pk, words="Ask for the full name", due_on=local_today(now), **task
    )
    finish_task(task_id=done.pk, outcome="It is on the form now", by=by, now=now)
