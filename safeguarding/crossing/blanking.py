"""Decide how long the portal keeps the ciphertext of an opened envelope.

It stays until a confirmed backup of this side holds the content. A backup holds what was committed
before it started, so deploy/backup marks those rows first (`OpenedEnvelope.backup`). Every envelope
is treated alike: the time of blanking says when a backup was made, and nothing about its content.
"""

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.conf import settings

from referral_portal.sealing.models import SealedEnvelope
from safeguarding.crossing.transactions import in_portal
from safeguarding.models import OpenedEnvelope
from safeguarding.transactions import in_safeguarding

BATCH = 200
LOOKED_UP = 1000  # ids in one query


def kept():
    """Return the portal's envelopes that were opened and still have their ciphertext."""
    return SealedEnvelope.objects.filter(opened_at__isnull=False).exclude(blob=b"")


def missing_here(failed: Collection[UUID], *, limit: int) -> list[SealedEnvelope]:
    """Return up to `limit` kept envelopes that are not on record here, except those in `failed`.

    There are some only after this side was restored to an earlier moment. After a restore of the
    portal, envelopes are full again that were blanked; these are noted, to be blanked once more.
    """
    if limit <= 0:
        return []
    waiting = kept().exclude(pk__in=list(failed)).order_by("sealed_at", "pk")
    ids = list(waiting.values_list("pk", flat=True))
    missing = []
    for start in range(0, len(ids), LOOKED_UP):
        some = ids[start : start + LOOKED_UP]
        rows = OpenedEnvelope.objects.filter(pk__in=some)
        known = dict(rows.values_list("pk", "blanked_at"))
        missing += [pk for pk in some if pk not in known]
        if any(known.values()):
            with in_safeguarding(durable=True):
                rows.filter(blanked_at__isnull=False).update(blanked_at=None)
        if len(missing) >= limit:
            break
    return list(waiting.filter(pk__in=missing[:limit])) if missing else []


def blank_backed_up(*, now: dt.datetime, limit: int = BATCH) -> int:
    """Empty up to `limit` envelopes that need not be kept, and return how many.

    The portal's rows stay, so that their number gives nothing away.
    """
    done = OpenedEnvelope.objects.filter(blanked_at__isnull=True)
    if settings.KEEPS_BACKUPS:
        done = done.filter(backup__confirmed_at__isnull=False)
    ids = list(done.order_by("stored_at", "pk").values_list("pk", flat=True)[:limit])
    if not ids:
        return 0
    with in_portal():
        # Only rows that are marked: a crash of the opener may have come before its mark.
        there = SealedEnvelope.objects.filter(pk__in=ids)
        unmarked = set(there.filter(opened_at=None).values_list("pk", flat=True))
        ids = [pk for pk in ids if pk not in unmarked]
        there.filter(pk__in=ids).exclude(blob=b"").update(blob=b"")
    with in_safeguarding(durable=True):
        OpenedEnvelope.objects.filter(pk__in=ids).update(blanked_at=now)
    return len(ids)
