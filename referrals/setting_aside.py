"""Set the forms of a burst aside, and bring them back.

It is a mark beside the status, and changes nothing else: bringing a referral back gives exactly what
was. While it is set aside, a referral is in no queue and no figure, its messages wait and nobody can
decide about it. The link workers go on: a person at risk named on it may be real. A referral that
must be read by itself cannot be set aside with others, and a sign of danger that is found later puts
it back into the queue.
"""

import datetime as dt
import uuid
from collections.abc import Collection

from django.db import transaction
from django.db.models import Exists, OuterRef

from referral_portal.audit.recorder import record
from referral_portal.common.refusals import Refusal
from referrals.danger_signs import DANGER_VERSION
from referrals.enums import Route, Status
from referrals.models import CallBack, ContactLog, Referral, SetAsideChange
from referrals.permissions import check_can_read_referrals
from referrals.querysets import NO_SIGN, ReferralQuerySet

ALL = ("referrals.referral", "set aside")  # what the audit names instead of one referral
MOST_NAMED = 5


def with_work(rows: ReferralQuerySet) -> ReferralQuerySet:
    """Return referrals that know whether a call about them is on record, for `why_alone`."""
    return rows.annotate(
        has_contact=Exists(ContactLog.objects.filter(referral=OuterRef("pk"))),
        has_call_back=Exists(CallBack.objects.filter(referral=OuterRef("pk"))),
    )


def why_alone(referral: Referral) -> str:
    """Return why a referral of `with_work` must be read by itself, or an empty text."""
    reasons = {
        "an agency sent it": referral.route != Route.SELF,
        "only named people see it": referral.is_restricted,
        "it has a sign of danger": referral.danger_level < NO_SIGN,
        "its signs of danger have not been read yet": referral.danger_version < DANGER_VERSION,
        "the participant needs a call soon about their own safety": referral.needs_prompt_call,
        "work on it has begun": referral.status != Status.AWAITING_TRIAGE
        or referral.version > 1
        or referral.has_contact
        or referral.has_call_back,
    }
    return next((words for words, is_true in reasons.items() if is_true), "")


def set_aside(
    *, referral_ids: Collection[uuid.UUID], reason: str, by, now: dt.datetime
) -> list[Referral]:
    """Set referrals aside that a user has read, and return them.

    Sets none aside, and raises Refusal, without a reason or when one of them must be read by itself.
    Those that are set aside already are left as they are.
    """
    check_can_read_referrals(by)
    if not reason.strip():
        raise Refusal("Say why.", "reason")
    with transaction.atomic():
        found = _locked(Referral.objects.visible_to(by).filter(pk__in=referral_ids))
        if len(found) < len(set(referral_ids)):
            raise Refusal("You can no longer see all of these forms. Check the list again.")
        alone = {one.reference: why for one in found if (why := why_alone(one))}
        if alone:
            named = "; ".join(f"{key}: {why}" for key, why in list(alone.items())[:MOST_NAMED])
            raise Refusal(f"Nothing was set aside. Read these by themselves. {named}.")
        chosen = [one for one in found if one.set_aside_at is None]
        _mark(chosen, is_set_aside=True, reason=reason.strip(), by=by, now=now)
    return chosen


def bring_back(
    *, by, now: dt.datetime, referral_ids: Collection[uuid.UUID] | None = None
) -> list[Referral]:
    """Bring back these referrals, or all that `by` can see, exactly as they were; return them."""
    check_can_read_referrals(by)
    with transaction.atomic():
        rows = Referral.objects.visible_to(by).set_aside()
        chosen = _locked(rows if referral_ids is None else rows.filter(pk__in=referral_ids))
        _mark(chosen, is_set_aside=False, reason="", by=by, now=now)
    return chosen


def _locked(rows: ReferralQuerySet) -> list[Referral]:
    """Lock referrals in the order of their ids, so that two users do not wait for each other."""
    locked = rows.select_for_update(no_key=True, of=("self",)).order_by("pk")
    return list(with_work(locked).defer("answers", "as_sent"))


def _mark(chosen: list[Referral], *, is_set_aside: bool, reason: str, by, now) -> None:
    if not chosen:
        return
    chosen_ids = [one.pk for one in chosen]
    at = now if is_set_aside else None
    Referral.objects.filter(pk__in=chosen_ids).update(set_aside_at=at)
    SetAsideChange.objects.bulk_create(
        SetAsideChange(referral=one, is_set_aside=is_set_aside, reason=reason, at=now, by=by)
        for one in chosen
    )
    verb = "set_aside" if is_set_aside else "bring_back"
    record(f"referral.{verb}", actor=by, target=ALL, now=now, referrals=chosen_ids)
