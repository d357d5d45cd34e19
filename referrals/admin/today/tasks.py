"""The tasks that are due, on the first page: the user's own, and those for anyone at the desk."""

import datetime as dt

from django.db.models import DateField, QuerySet
from django.urls import reverse

from referral_portal.accounts.any_user import AnyUser
from referral_portal.accounts.kept_for import KeptFor
from referral_portal.accounts.work import MOST, SHOWN, WorkItem, WorkRow, many
from referral_portal.common.dates import local_today
from referral_portal.common.statements import Given
from referrals.to_do import due_tasks


@KeptFor
def _due(user: AnyUser) -> QuerySet:
    rows = due_tasks(user, Given("today", DateField()))
    return rows.values_list("words", "due_on", "referral", "referral__reference")[: MOST + 1]


def tasks(user, now: dt.datetime) -> WorkItem:
    """Return the tasks that are due by today, the earliest first; one that is late is urgent."""
    today = local_today(now)
    found = _due.read(user, today=today)
    rows = tuple(
        WorkRow(
            text=reference,
            url=reverse("admin:referrals_referral_change", args=[referral_id]),
            name=words,
            detail=f"Due {due_on:%-d %b %Y}",
            is_late=due_on < today,
        )
        for words, due_on, referral_id, reference in found[:SHOWN]
    )
    return WorkItem(
        text="Tasks due",
        url=reverse("admin:referrals_referral_tasks"),
        count=many(len(found)),
        hint="For you, or for anyone at the desk",
        is_urgent=any(row.is_late for row in rows),
        rows=rows,
    )
