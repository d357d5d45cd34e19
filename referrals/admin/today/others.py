"""The lists on the first page that are not of referrals: call-backs, calls to make, late releases.

The rows of call-backs have no names: who opens the list of names is recorded.
"""

import datetime as dt

from django.conf import settings
from django.db.models import Count, QuerySet
from django.urls import reverse

from programmes.clocks import closed_days
from referral_portal.accounts.admin.message_rows import messages_for
from referral_portal.accounts.work import MOST, SHOWN, WorkItem, WorkRow, many
from referral_portal.common.dates import local_today, working_days_after
from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.truth import event_of
from referrals.calls import calls_to_make
from referrals.enums import MessageEvent
from referrals.models import CallBack, Referral

OUTBOX = "admin:outbox_outgoingmessage"


def call_backs(user, now: dt.datetime) -> WorkItem:
    """Return the people still to be called, those first who asked first."""
    waiting = CallBack.objects.visible_to(user).waiting().order_by("received_at", "id")
    found = list(
        waiting.values("id", "received_at", "district__name", calls=Count("contacts"))[: MOST + 1]
    )
    closed = closed_days(local_today(found[0]["received_at"])) if found else frozenset()
    rows = []
    for row in found[:SHOWN]:
        received = local_today(row["received_at"])
        due = working_days_after(received, settings.FIRST_CALL_WORKING_DAYS, closed)
        rows.append(
            WorkRow(
                text=f"Asked on {received:%-d %b %Y}",
                url=reverse("admin:referrals_callback_change", args=[row["id"]]),
                name=row["district__name"],
                detail=f"First call by {due:%-d %b %Y}" if not row["calls"] else "Called before",
                is_late=not row["calls"] and due < local_today(now),
            )
        )
    return WorkItem(
        text="Call-backs",
        url=reverse("admin:referrals_callback_changelist"),
        count=many(len(found)),
        hint="Left a number and asked for a call",
        rows=tuple(rows),
    )


def calls(user) -> WorkItem:
    """Return the calls to make in place of an email."""
    found, rows = _messages(calls_to_make(user), user, date="due_at", word="Since")
    return WorkItem(
        text="Calls to make",
        url=reverse("admin:referrals_referral_calls"),
        count=many(found),
        hint="Told by telephone or letter, because there is no email address",
        rows=rows,
    )


def late_releases(user, now: dt.datetime) -> list[WorkItem]:
    """Return the messages that have waited long for their release, to a user who can release them."""
    if not user.has_perm("outbox.override_release"):
        return []
    hours = settings.RELEASE_OVERRIDE_HOURS
    waiting = messages_for(user).filter(
        status=MessageStatus.WAITING_RELEASE, created_at__lte=now - dt.timedelta(hours=hours)
    )
    found, rows = _messages(
        waiting.order_by("created_at", "pk"), user, date="created_at", word="Waiting since"
    )
    return [
        WorkItem(
            text="Releases overdue",
            url=reverse("admin:referrals_referral_releases"),
            count=many(found),
            hint=f"Waiting for more than {hours} hours: you can release each with a reason",
            is_urgent=bool(rows),
            rows=rows,
        )
    ]


def _messages(messages: QuerySet, user, *, date: str, word: str) -> tuple[int, tuple[WorkRow, ...]]:
    """Return how many `messages` there are, up to one more than MOST, and rows of the first."""
    found = list(messages.only("id", "event", "referral_id", "created_at", "due_at")[: MOST + 1])
    first = found[:SHOWN]
    references = dict(
        Referral.objects.visible_to(user)
        .filter(pk__in=[message.referral_id for message in first])
        .values_list("pk", "reference")
    )
    return len(found), tuple(
        WorkRow(
            text=references.get(message.referral_id, "No referral"),
            url=_address_of(message, date),
            name=MessageEvent(event_of(message.event)).label,
            detail=f"{word} {local_today(getattr(message, date)):%-d %b %Y}",
        )
        for message in first
    )


def _address_of(message, date: str) -> str:
    if date == "created_at":
        return reverse(f"{OUTBOX}_release", args=[message.pk])
    return reverse("admin:referrals_referral_call", args=[message.referral_id, message.pk])
