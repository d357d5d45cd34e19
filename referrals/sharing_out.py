"""The verb that shares referrals out among the coordinators."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable

from django.db import transaction

from programmes.models import DeskQualification
from referrals.assignments import (
    ENDED,
    Outcome,
    assign,
    check_words,
    locked_all,
    moved_on,
    record_many,
)
from referrals.enums import AssignedHow
from referrals.models import NamedUser, Referral
from referrals.permissions import check_can_read_referrals
from referrals.sharing_rules import Colleague, Need, share
from referrals.workload import coordinators, loads_of

NOBODY_FITS = "No other coordinator has a qualification for this referral, and may see it."


def share_out(
    *,
    referral_ids: Collection[uuid.UUID],
    by,
    now: dt.datetime,
    words: str = "",
    held_by: Iterable[int | None] | None = None,
) -> Outcome:
    """Give each referral to the fitting coordinator with the fewest, the most dangerous first.

    With `held_by`, only those that one of these accounts has, or nobody (None). Raises
    PermissionDenied, and Refusal without `words` where a colleague loses one.
    """
    check_can_read_referrals(by)
    with transaction.atomic():
        found = locked_all(referral_ids, by)
        left = moved_on(found, held_by) | {one.reference: ENDED for one in found if one.ended_at}
        found = [one for one in found if one.reference not in left]
        check_words(found, words, by)
        team = loads_of(coordinators(), by, now)
        given = share(_needs(found), [_colleague(load) for load in team])
        done = []
        for load in team:
            mine = [one for one in found if given.get(one.pk) == load.user.pk]
            if mine:
                how = AssignedHow.SHARED_OUT
                assign(mine, load.user, how=how, words=words.strip(), by=by, now=now)
                record_many("referral.share_out", mine, by=by, now=now, user=load.user.pk)
                done += mine
        left |= {one.reference: NOBODY_FITS for one in found if one.pk not in given}
    return Outcome(done, left)


def _colleague(load) -> Colleague:
    return Colleague(load.user.pk, frozenset(load.user.qualifications), load.total)


def _needs(referrals: list[Referral]) -> list[Need]:
    """Return the needs of the referrals, the most dangerous first, then the oldest."""
    needed: dict[str, set[str]] = {}
    for row in DeskQualification.objects.filter(is_active=True):
        needed.setdefault(row.pathway, set()).add(row.qualification)
    named: dict[uuid.UUID, set[int]] = {one.pk: set() for one in referrals if one.is_restricted}
    for row in NamedUser.objects.filter(referral__in=named):
        named[row.referral_id].add(row.user_id)
    in_order = sorted(referrals, key=lambda one: (one.danger_level, one.submitted_at, one.pk))
    return [
        Need(
            one.pk,
            frozenset(needed.get(one.pathway, ())),
            held_by=one.assigned_to_id,
            only=frozenset(named[one.pk]) if one.is_restricted else None,
        )
        for one in in_order
    ]
