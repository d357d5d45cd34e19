"""The tasks that are due, on the first page: the user's own, and those for anyone at the desk."""

import datetime as dt

from django.urls import reverse

from referral_portal.accounts.work import MOST, SHOWN, WorkItem, WorkRow, many
from referral_portal.common.dates import local_today
from referrals.to_do import due_tasks


def tasks(user, now: dt.datetime) -> WorkItem:
    """Return the tasks that are due by today, the earliest first; one that is late is urgent."""
    today = local_today(now)
    found = list(
        due_tasks(user, today).values("words", "due_on", "referral", "referral__reference")[
            : MOST + 1
        ]
    )
    rows = tuple(
        WorkRow(
            text=row["referral__reference"],
            url=reverse("admin:referrals_referral_change", args=[row["referral"]]),
            name=row["words"],
            detail=f"Due {row['due_on']:%-d %b %Y}",
            is_late=row["due_on"] < today,
        )
        for row in found[:SHOWN]
    )
    return WorkItem(
        text="Tasks due",
        url=reverse("admin:referrals_referral_tasks"),
        count=many(len(found)),
        hint="For you, or for anyone at the desk",
        is_urgent=any(row.is_late for row in rows),
        rows=rows,
    )
