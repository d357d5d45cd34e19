"""Stores which signs of danger a referral has, and works them out again when the table has changed.

The portal reads only the pages that it can read; sealed pages are read elsewhere.
"""

import datetime as dt
import uuid
from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet

from programmes.clocks import clocks_for
from referral_portal.common.dates import local_today
from referrals.clocks import decision_moment
from referrals.danger import Sign, level_of, signs_of, with_earlier
from referrals.danger_signs import DANGER_VERSION, Level, Source
from referrals.enums import RANKED
from referrals.models import DangerCheck, Referral

BATCH = 200


def found_on(referral: Referral) -> tuple[Sign, ...]:
    """Return the signs in the answers of `referral`, on the day it was received."""
    today = local_today(referral.submitted_at)
    return signs_of(referral.answers, route=referral.route, today=today)


def record_danger(*, referral: Referral, signs: tuple[Sign, ...], now: dt.datetime) -> DangerCheck:
    """Store the signs of a referral with the version of the table that found them."""
    return DangerCheck.objects.create(
        referral=referral,
        at=now,
        version=DANGER_VERSION,
        signs=[as_stored(sign) for sign in signs],
    )


def as_stored(sign: Sign) -> dict:
    """Return a sign in the form that JSON can hold."""
    stored = {
        "code": sign.code,
        "words": sign.words,
        "level": int(sign.level),
        "source": sign.source.value,
        "fields": list(sign.fields),
    }
    return stored | {"is_earlier": True} if sign.is_earlier else stored


def latest_signs(referral: Referral) -> tuple[Sign, ...]:
    """Return the signs of the newest check, or of the answers now if there is no check yet."""
    return latest_signs_of([referral])[referral.pk]


def latest_signs_of(referrals: Collection[Referral]) -> dict[uuid.UUID, tuple[Sign, ...]]:
    """Return, by referral, the signs that `latest_signs` returns.

    Makes one query.
    """
    return signs_in(_newest_checks([row.pk for row in referrals]), referrals)


def signs_in(
    newest: dict[uuid.UUID, DangerCheck], referrals: Collection[Referral]
) -> dict[uuid.UUID, tuple[Sign, ...]]:
    """Return the same from the `newest` check of each referral that has one."""
    return {
        row.pk: _as_found(newest[row.pk]) if row.pk in newest else found_on(row)
        for row in referrals
    }


def earlier_signs_of(referral_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[Sign, ...]]:
    """Return, by referral, the signs that only an answer from before an amendment shows.

    Reads no answers, and makes one query.
    """
    return {
        pk: tuple(sign for sign in _as_found(check) if sign.is_earlier)
        for pk, check in _newest_checks(referral_ids).items()
    }


def _newest_checks(referral_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, DangerCheck]:
    checks = DangerCheck.objects.filter(referral__in=referral_ids)
    return {check.referral_id: check for check in checks.order_by("at", "pk")}


def _as_found(check: DangerCheck) -> tuple[Sign, ...]:
    return tuple(
        Sign(
            code=one["code"],
            words=one["words"],
            level=Level(one["level"]),
            source=Source(one["source"]),
            fields=tuple(one["fields"]),
            is_earlier=one.get("is_earlier", False),
        )
        for one in check.signs
    )


def to_work_out() -> QuerySet[Referral]:
    """Return open referrals that an older version of the table was read for, or none."""
    return Referral.objects.filter(ended_at__isnull=True, danger_version__lt=DANGER_VERSION)


def work_out_again(*, now: dt.datetime, limit: int = BATCH) -> int:
    """Work out up to `limit` open referrals with the current table; return how many.

    A level only becomes more urgent, and a date for a decision only earlier.
    """
    with transaction.atomic():
        waiting = to_work_out().select_for_update(no_key=True, of=("self",))
        referrals = list(waiting[:limit])
        before = latest_signs_of(referrals)
        for referral in referrals:
            earlier = [sign for sign in before[referral.pk] if sign.is_earlier]
            signs = with_earlier(found_on(referral), earlier)
            record_danger(referral=referral, signs=signs, now=now)
            hasten(referral, level_of(signs), now=now)
            referral.danger_version = DANGER_VERSION
            referral.save(update_fields=["danger_level", "danger_version", "due_at", "due_on"])
    return len(referrals)


def work_out_amended(referral: Referral, before: tuple[Sign, ...], *, now: dt.datetime) -> None:
    """Work out the signs of a referral, not yet saved, whose answers a user has just amended.

    `before` are the latest signs from before. Those that the answers no longer show are kept, marked as
    earlier, and the level and the date for a decision only become more urgent.
    """
    signs = with_earlier(found_on(referral), before)
    record_danger(referral=referral, signs=signs, now=now)
    hasten(referral, level_of(signs), now=now)


def hasten(referral: Referral, level: Level, *, now: dt.datetime) -> None:
    """Give a referral, not yet saved, the more urgent level and the date that goes with it."""
    if level >= referral.danger_level:
        return
    referral.danger_level = level
    if referral.status in RANKED and level == Level.SAME_DAY:
        clocks = clocks_for(referral.pathway, local_today(now))
        referral.due_at = min(referral.due_at, decision_moment(level, now, clocks))
        referral.due_on = local_today(referral.due_at)
