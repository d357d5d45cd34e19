"""The board of the messages that wait for release: how many of each kind, for how long, who releases.

Every decision waits alike, so the board says nothing about a participant. It does not read whether a
message was released: one that was still counts until it leaves at the next fixed time.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from programmes.clocks import closed_days
from referral_portal.accounts.admin.message_rows import PAGES, messages_for
from referral_portal.common.dates import local_today, working_time_between
from referral_portal.common.methods import READ_ONLY
from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.kinds import kind_words
from referral_portal.outbox.states import State
from referral_portal.outbox.truth import event_of
from referral_portal.replica import lists
from referrals.admin.call_backs import desk_page
from referrals.permissions import can_read_referrals, managers

MOST = 100  # of each kind, counted
READ = 2000  # messages that are read to count them, the oldest first
HOUR = dt.timedelta(hours=1)
WORKING_DAY = dt.timedelta(days=1)


@dataclass
class Waiting:
    """The messages of one kind that wait for release; `oldest` is the one that waits longest."""

    kind: str
    oldest: uuid.UUID
    since: dt.datetime
    count: int = 0
    late: int = 0


@desk_page(can_read_referrals, READ_ONLY)
def releases(request: HttpRequest) -> HttpResponse:
    """Show the kinds of messages that wait for release, the one that waits longest at the top."""
    user, now = request.user, timezone.now()
    waiting = messages_for(user).filter(status=MessageStatus.WAITING_RELEASE)
    in_order = waiting.order_by("created_at", "id").values_list("id", "event", "created_at")
    found = lists.read(request, lambda: list(in_order[: READ + 1]))
    hours = settings.RELEASE_OVERRIDE_HOURS
    board = by_kind(found[:READ], late_from=now - hours * HOUR)
    closed = closed_days(local_today(board[0].since)) if board else frozenset()
    may_release = user.has_perm("outbox.override_release")
    context = {
        "rows": [
            {
                "kind": kind_words(f"{row.kind}_"),
                "count": capped(row.count),
                "late": capped(row.late),
                "age": working_words(working_time_between(row.since, now, closed)),
                "since": row.since,
                "url": f"{reverse(f'{PAGES}_changelist')}?"
                + urlencode({"state": State.WAITING, "kind": row.kind}),
                "oldest_url": _page_of(row, may_release=may_release),
            }
            for row in board
        ],
        "is_cut": len(found) > READ,
        "read": READ,
        "hours": hours,
        "managers": [str(user) for user in managers()],
        "may_release": may_release,
        "list_url": f"{reverse(f'{PAGES}_changelist')}?{urlencode({'state': State.WAITING})}",
    }
    return TemplateResponse(request, "admin/referrals/releases.html", context)


def by_kind(
    messages: Iterable[tuple[uuid.UUID, str, dt.datetime]], *, late_from: dt.datetime
) -> list[Waiting]:
    """Return the waiting messages by kind, in their order; `messages` has the oldest one first.

    A message is late if it was written by `late_from`.
    """
    found: dict[str, Waiting] = {}
    for pk, event, since in messages:
        kind = event_of(event)
        row = found.setdefault(kind, Waiting(kind, oldest=pk, since=since))
        row.count += 1
        row.late += since <= late_from
    return list(found.values())


def capped(number: int) -> str:
    """Return `number`, or "100+" for more than MOST."""
    return f"{MOST}+" if number > MOST else str(number)


def working_words(time: dt.timedelta) -> str:
    """Return a working time in words: whole days of 24 hours, or hours below one day."""
    if time >= WORKING_DAY:
        days = time // WORKING_DAY
        return f"{days} working day{'' if days == 1 else 's'}"
    hours = time // HOUR
    if hours:
        return f"{hours} hour{'' if hours == 1 else 's'}"
    return "Less than an hour"


def _page_of(row: Waiting, *, may_release: bool) -> str:
    page = "release" if may_release else "change"
    return reverse(f"{PAGES}_{page}", args=[row.oldest])
