"""The lists on the first page that are not of referrals: call-backs, calls to make, late releases.

The rows of call-backs have no names: who opens the list of names is recorded.
"""

import datetime as dt
import uuid
from collections.abc import Callable

from django.conf import settings
from django.db.models import DateTimeField, QuerySet, UUIDField
from django.urls import reverse

from programmes.clocks import closed_days
from referral_portal.accounts.admin.message_rows import messages_for
from referral_portal.accounts.any_user import AnyUser
from referral_portal.accounts.kept_for import KeptFor
from referral_portal.accounts.work import MOST, SHOWN, WorkItem, WorkRow, many
from referral_portal.common.dates import local_today, working_days_after
from referral_portal.common.kept_rows import GivenMany, OneOf
from referral_portal.common.statements import Given
from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.truth import event_of
from referrals.calls import calls_to_make
from referrals.enums import MessageEvent
from referrals.models import CallBack, Referral

OUTBOX = "admin:outbox_outgoingmessage"


@KeptFor
def _waiting_call_backs(user: AnyUser) -> QuerySet:
    waiting = CallBack.objects.visible_to(user).waiting().order_by("received_at", "id")
    rows = waiting.saying_who_was_called()
    return rows.values_list("id", "received_at", "district__name", "was_called")[: MOST + 1]


@KeptFor
def _calls(user: AnyUser) -> QuerySet:
    return calls_to_make(user).values_list("id", "event", "referral_id", "due_at")[: MOST + 1]


@KeptFor
def _late_releases(user: AnyUser) -> QuerySet:
    waiting = messages_for(user).filter(
        status=MessageStatus.WAITING_RELEASE, created_at__lte=Given("before", DateTimeField())
    )
    columns = ("id", "event", "referral_id", "created_at")
    return waiting.order_by("created_at", "pk").values_list(*columns)[: MOST + 1]


@KeptFor
def _references(user: AnyUser) -> QuerySet:
    seen = Referral.objects.visible_to(user).filter(OneOf("pk", GivenMany("ids", UUIDField())))
    return seen.values_list("pk", "reference")


def call_backs(user, now: dt.datetime) -> WorkItem:
    """Return the people still to be called, those first who asked first."""
    found = _waiting_call_backs.read(user)
    closed = closed_days(local_today(found[0][1])) if found else frozenset()
    rows = []
    for pk, received_at, district, was_called in found[:SHOWN]:
        received = local_today(received_at)
        due = working_days_after(received, settings.FIRST_CALL_WORKING_DAYS, closed)
        rows.append(
            WorkRow(
                text=f"Asked on {received:%-d %b %Y}",
                url=reverse("admin:referrals_callback_change", args=[pk]),
                name=district,
                detail="Called before" if was_called else f"First call by {due:%-d %b %Y}",
                is_late=not was_called and due < local_today(now),
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
    found = _calls.read(user)
    return WorkItem(
        text="Calls to make",
        url=reverse("admin:referrals_referral_calls"),
        count=many(len(found)),
        hint="Told by telephone or letter, because there is no email address",
        rows=_message_rows(found[:SHOWN], user, "Since", _page_of_call),
    )


def late_releases(user, now: dt.datetime) -> list[WorkItem]:
    """Return the messages that have waited long for their release, to a user who can release them."""
    if not user.has_perm("outbox.override_release"):
        return []
    hours = settings.RELEASE_OVERRIDE_HOURS
    found = _late_releases.read(user, before=now - dt.timedelta(hours=hours))
    return [
        WorkItem(
            text="Releases overdue",
            url=reverse("admin:referrals_referral_releases"),
            count=many(len(found)),
            hint=f"Waiting for more than {hours} hours: you can release each with a reason",
            is_urgent=bool(found),
            rows=_message_rows(found[:SHOWN], user, "Waiting since", _page_of_release),
        )
    ]


def _message_rows(found: list[tuple], user, word: str, page: Callable) -> tuple[WorkRow, ...]:
    """Return the rows of messages; `word` stands before the date, `page` returns their addresses."""
    ids = {referral_id for _, _, referral_id, _ in found} - {None}
    references = dict(_references.read(user, ids=ids)) if ids else {}
    return tuple(
        WorkRow(
            text=references.get(referral_id, "No referral"),
            url=page(pk, referral_id),
            name=MessageEvent(event_of(event)).label,
            detail=f"{word} {local_today(at):%-d %b %Y}",
        )
        for pk, event, referral_id, at in found
    )


def _page_of_release(pk: uuid.UUID, referral_id: uuid.UUID) -> str:
    return reverse(f"{OUTBOX}_release", args=[pk])


def _page_of_call(pk: uuid.UUID, referral_id: uuid.UUID) -> str:
    return reverse("admin:referrals_referral_call", args=[referral_id, pk])
