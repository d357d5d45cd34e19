"""Recognise that a database was restored from a backup, so that nothing already sent goes again.

A server that was restored begins a new timeline. deploy/prepare asks before any process starts. What
was open at the restored moment may have left since, so a user decides; and new rows get numbers that
the other side has not met, because it knows rows by their numbers.
"""

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.db import connections, transaction
from django.db.models import Q

from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.models import (
    Message,
    MessageRelease,
    OutgoingMessage,
    PortalTimeline,
    Timeline,
)

WHY = "restored from a backup"


def recognise(
    *,
    timelines: type[Timeline],
    messages: type[Message],
    ready: Callable[[dt.datetime], Q],
    using: str,
    now: dt.datetime,
    force: bool = False,
) -> bool:
    """Return whether the database was restored since the last call, and settle what was open.

    `ready` maps the time to the filter for messages that may be sent. With `force`, treat the database
    as restored even on its old timeline, as after a restore from a dump.
    """
    number = _timeline(using)
    if number is None:
        return False
    with transaction.atomic(using=using):
        rows = timelines.objects.using(using).select_for_update()
        known = {row.pk for row in rows}
        if not force and number in known:
            return False
        is_restore = force or bool(known)
        timelines.objects.using(using).update_or_create(
            pk=number, defaults={"restored_at": now if is_restore else None}
        )
        if is_restore:
            settle(messages=messages, ready=ready, using=using, now=now)
            skip_numbers(using)
    return is_restore


def settle(*, messages: type[Message], ready, using: str, now: dt.datetime) -> int:
    """Make every message uncertain that may have left between the restored moment and now."""
    may_have_left = Q(ready(now)) | Q(status=MessageStatus.CLAIMED)
    rows = messages.objects.using(using)
    with transaction.atomic(using=using):
        found = rows.select_for_update(of=("self",)).filter(may_have_left)
        ids = list(found.values_list("pk", flat=True))
        return rows.filter(pk__in=ids).update(
            status=MessageStatus.UNCERTAIN, lease_until=None, failure=WHY
        )


def skip_numbers(using: str) -> None:
    """Let the running numbers of all tables go on far above those given out after the backup."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT format('%I.%I', schemaname, sequencename), coalesce(last_value, 0), max_value"
            " FROM pg_sequences WHERE schemaname = 'public'"
        )
        for name, last, most in cursor.fetchall():
            number = min(last + settings.RESTORE_NUMBER_GAP, most)
            cursor.execute("SELECT setval(%s::regclass, %s)", [name, number])


def has_left_before_restore(message: Message) -> bool:
    """Return whether a waiting message, just released again, may have left before a restore.

    The other side still has a release that this database lost, and hands it back once more.
    """
    if not isinstance(message, OutgoingMessage) or message.status != MessageStatus.WAITING_RELEASE:
        return False
    restores = PortalTimeline.objects.filter(
        restored_at__gt=message.created_at, restored_at__gte=message.due_at
    )
    last = restores.order_by("-restored_at").values_list("restored_at", flat=True).first()
    if last is None:
        return False
    return MessageRelease.objects.filter(message_id=message.pk, not_before__lte=last).exists()


def _timeline(using: str) -> int | None:
    """Return the number of the server's timeline; None without such a server."""
    if connections[using].vendor != "postgresql":
        return None
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_walfile_name(pg_current_wal_lsn())")
        return int(cursor.fetchone()[0][:8], 16)
