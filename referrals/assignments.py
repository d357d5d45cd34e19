"""The verbs that change which coordinator works on a referral.

To have a referral is no right: every coordinator may decide about it. A restricted referral goes only
to a coordinator who is named on it.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from referral_portal.accounts.models import User
from referral_portal.accounts.roles import Role
from referral_portal.audit.recorder import record
from referral_portal.common.dates import local
from referral_portal.common.refusals import Refusal
from referrals.enums import AssignedHow
from referrals.models import Assignment, Referral
from referrals.new_holders import tell_new_holder
from referrals.permissions import check_can_read_referrals, check_can_triage
from referrals.workload import coordinators

MANY = ("referrals.referral", "assigned")  # what the audit names instead of one referral
ENDED = "This referral has ended."
NOT_NAMED = "Only people named on this referral see it, and {user} is not one of them."


class AssignedMeanwhile(Refusal):
    """Another user changed who works on the referral after this page was read."""


@dataclass(frozen=True)
class Outcome:
    """What became of many referrals: those that were assigned, and why each other one was left."""

    done: list[Referral] = field(default_factory=list)
    left: dict[str, str] = field(default_factory=dict)


def could_have(referral: Referral) -> list[User]:
    """Return the coordinators to whom a referral could be handed over, by name."""
    users = coordinators()
    if referral.is_restricted:
        users = users.filter(pk__in=referral.named_users.values("user"))
    return [user for user in users if user.pk != referral.assigned_to_id]


def assignment_number(referral: Referral) -> int:
    """Return how often it has changed who works on a referral: the `version` of these verbs."""
    return referral.assignments.aggregate(newest=Max("number"))["newest"] or 0


def take(*, referral_id: uuid.UUID, by, now: dt.datetime, version: int | None = None) -> Referral:
    """Assign a referral to the coordinator `by`; one that is theirs already stays as it is.

    Raises PermissionDenied, and Refusal for a referral that has ended or that a colleague has.
    """
    check_can_triage(by)
    with transaction.atomic():
        referral = _locked_one(referral_id, by)
        why = _why_not_take(referral, by)
        if why:
            raise Refusal(why)
        _check_version(referral, version)
        if referral.assigned_to_id != by.pk:
            assign([referral], by, how=AssignedHow.TAKEN, by=by, now=now)
            record("referral.take", actor=by, target=referral, now=now)
    return referral


def take_all(*, referral_ids: Collection[uuid.UUID], by, now: dt.datetime) -> Outcome:
    """Assign to `by` those of these referrals that nobody has; leave the others as they are."""
    check_can_triage(by)
    with transaction.atomic():
        found = locked_all(referral_ids, by)
        left = {one.reference: why for one in found if (why := _why_not_take(one, by))}
        rest = [one for one in found if one.reference not in left]
        done = [one for one in rest if one.assigned_to_id != by.pk]
        assign(done, by, how=AssignedHow.TAKEN, by=by, now=now)
        record_many("referral.take", done, by=by, now=now, user=by.pk)
    return Outcome(done, left)


def hand_over(
    *,
    referral_id: uuid.UUID,
    to: User,
    by,
    now: dt.datetime,
    words: str = "",
    version: int | None = None,
) -> Referral:
    """Assign a referral to the coordinator `to`.

    `words` are needed where a colleague has it. Raises PermissionDenied, AssignedMeanwhile, and
    Refusal where `to` cannot have it.
    """
    check_can_read_referrals(by)
    with transaction.atomic():
        referral = _locked_one(referral_id, by)
        _check_version(referral, version)
        if referral.assigned_to_id not in {None, by.pk} and not words.strip():
            raise Refusal(f"Say why {referral.assigned_to} hands it over.", "words")
        why = _why_not_give([referral], to).get(referral.reference)
        if why:
            raise Refusal(why, "to")
        assign([referral], to, how=AssignedHow.HANDED_OVER, words=words.strip(), by=by, now=now)
        record("referral.hand_over", actor=by, target=referral, now=now, user=to.pk)
    return referral


def hand_over_all(
    *,
    referral_ids: Collection[uuid.UUID],
    to: User,
    words: str,
    by,
    now: dt.datetime,
    held_by: Iterable[int | None] | None = None,
) -> Outcome:
    """Assign these referrals to the coordinator `to` with one reason; leave those that cannot go.

    With `held_by`, only those that one of these accounts has, or nobody (None).
    Raises PermissionDenied, and Refusal where `to` can have none, or without `words` where a colleague
    loses one.
    """
    check_can_read_referrals(by)
    with transaction.atomic():
        found = locked_all(referral_ids, by)
        left = _why_not_give(found, to) | moved_on(found, held_by)
        done = [one for one in found if one.reference not in left]
        check_words(done, words, by)
        assign(done, to, how=AssignedHow.HANDED_OVER, words=words.strip(), by=by, now=now)
        record_many("referral.hand_over", done, by=by, now=now, user=to.pk)
    return Outcome(done, left)


def moved_on(referrals: list[Referral], held_by: Iterable[int | None] | None) -> dict[str, str]:
    """Return, by reference, the words for each referral that none of the accounts `held_by` has."""
    if held_by is None:
        return {}
    expected = set(held_by)
    return {
        one.reference: f"{one.assigned_to or 'Nobody'} has this referral now."
        for one in referrals
        if one.assigned_to_id not in expected
    }


def check_words(referrals: list[Referral], words: str, by) -> None:
    """Raise Refusal without `words` where a colleague of `by` has one of these referrals."""
    if not words.strip() and any(one.assigned_to_id not in {None, by.pk} for one in referrals):
        raise Refusal("Say why they are handed over.", "words")


def put_back(referral: Referral, *, words: str, by, now: dt.datetime) -> None:
    """Leave a locked referral without a coordinator, inside the caller's transaction."""
    assign([referral], None, how=AssignedHow.PUT_BACK, words=words, by=by, now=now)
    record("referral.put_back", actor=by, target=referral, now=now)


def _locked_one(referral_id: uuid.UUID, by) -> Referral:
    found = _locked([referral_id], by)
    if not found:
        raise PermissionDenied("This referral is not yours to open.")
    return found[0]


def locked_all(referral_ids: Collection[uuid.UUID], by) -> list[Referral]:
    """Lock and return referrals; raise Refusal where `by` cannot see all of them."""
    found = _locked(referral_ids, by)
    if len(found) < len(set(referral_ids)):
        raise Refusal("You can no longer see all of these referrals. Check the list again.")
    return found


def _locked(referral_ids: Collection[uuid.UUID], by) -> list[Referral]:
    """Lock referrals in the order of their ids, so that two users do not wait for each other."""
    rows = Referral.objects.visible_to(by).filter(pk__in=referral_ids)
    rows = rows.select_for_update(no_key=True, of=("self",)).order_by("pk")
    # Not joined: after waiting for a lock, a join would still show the coordinator from before.
    return list(rows.prefetch_related("assigned_to").defer("answers", "as_sent"))


def _check_version(referral: Referral, version: int | None) -> None:
    if version is not None and version != assignment_number(referral):
        holder = referral.assigned_to or "Nobody"
        raise AssignedMeanwhile(
            f"Another user changed who works on this referral while you were reading it. {holder} "
            "has it now."
        )


def _why_not_take(referral: Referral, by) -> str:
    if referral.ended_at:
        return ENDED
    if referral.assigned_to_id not in {None, by.pk}:
        since = f"{local(referral.assigned_at):%-d %B %Y}"
        return f"{referral.assigned_to} has this referral since {since}."
    return ""


def _why_not_give(referrals: list[Referral], to: User) -> dict[str, str]:
    """Return why `to` cannot have each of these referrals, by reference.

    Raises Refusal for an account that can have none.
    """
    if not (to.is_active and to.has_role(Role.COORDINATOR)):
        raise Refusal("Choose a coordinator with an active account.", "to")
    restricted = [one.pk for one in referrals if one.is_restricted]
    named = set()
    if restricted:
        open_to = Referral.objects.filter(pk__in=restricted).open_to(to)
        named = set(open_to.values_list("pk", flat=True))
    reasons = {}
    for one in referrals:
        if one.ended_at:
            reasons[one.reference] = ENDED
        elif one.assigned_to_id == to.pk:
            reasons[one.reference] = f"{to} has this referral already."
        elif one.is_restricted and one.pk not in named:
            reasons[one.reference] = NOT_NAMED.format(user=to)
    return reasons


def assign(
    referrals: list[Referral], user: User | None, *, how: AssignedHow, by, now, words: str = ""
) -> None:
    """Assign locked referrals to one coordinator, who is told, or to nobody; write the history."""
    newest = Assignment.objects.filter(referral__in=referrals).values("referral")
    numbers = dict(newest.annotate(newest=Max("number")).values_list("referral", "newest"))
    Assignment.objects.bulk_create(
        Assignment(
            referral=one,
            number=numbers.get(one.pk, 0) + 1,
            how=how,
            user=user,
            words=words,
            at=now,
            by=by,
        )
        for one in referrals
    )
    at = now if user else None
    for one in referrals:
        one.assigned_to, one.assigned_at = user, at
    rows = Referral.objects.filter(pk__in=[one.pk for one in referrals])
    rows.update(assigned_to=user, assigned_at=at)
    if user and referrals:
        tell_new_holder(user, count=len(referrals), by=by, now=now)


def record_many(action: str, referrals: list[Referral], *, by, now, user: int) -> None:
    """Record one event about all `referrals`, or none where there are none."""
    if referrals:
        ids = [one.pk for one in referrals]
        record(action, actor=by, target=MANY, now=now, user=user, referrals=ids)
