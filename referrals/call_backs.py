"""The verbs of call-backs: take one, note a call, say which referral it led to, forget.

A message is left only where the person allowed it. Nothing is ever sent to the person from here:
somebody calls. Records hold ids and codes, never the name or the number.
"""

import datetime as dt
import uuid

from django.conf import settings
from django.db import transaction

from programmes.models import District
from referral_portal.audit.recorder import PUBLIC, SYSTEM, record
from referral_portal.common.refusals import Refusal
from referrals import notifications
from referrals.enums import SETTLES, CallBackChannel, CallBackStatus, CallOutcome
from referrals.models import CallAttempt, CallBack, Referral
from referrals.permissions import check_can_triage

FORGOTTEN_AT_ONCE = 500


class CallBackNotAllowed(Refusal):
    """This cannot be done with this call-back."""


@transaction.atomic
def receive_call_back(
    *,
    name: str,
    phone: str,
    safe_times: str,
    may_leave_message: bool,
    district: District,
    by,
    now: dt.datetime,
) -> CallBack:
    """Write down who wants a call; `by` is the coordinator who took it down, None for the public.

    Sending the same five answers twice makes one row. Raises PermissionDenied.
    """
    if by is not None:
        check_can_triage(by)
    answers = {
        "name": name,
        "phone": phone,
        "safe_times": safe_times,
        "may_leave_message": may_leave_message,
        "district": district,
    }
    earlier = CallBack.objects.waiting().filter(**answers).first()
    if earlier is not None:
        return earlier
    channel = CallBackChannel.TELEPHONE if by else CallBackChannel.ONLINE
    call_back = CallBack.objects.create(**answers, channel=channel, taken_by=by, received_at=now)
    record(
        "callback.receive",
        actor=by or PUBLIC,
        target=call_back,
        now=now,
        channel=channel,
        district=district.code,
    )
    if by is None:
        notifications.call_back_waits(call_back, now=now)
    return call_back


@transaction.atomic
def note_attempt(
    *, call_back_id: uuid.UUID, outcome: str, note: str, by, now: dt.datetime
) -> CallAttempt:
    """Write down one call. Raises CallBackNotAllowed and PermissionDenied."""
    check_can_triage(by)
    call_back = _locked(call_back_id)
    if call_back.status != CallBackStatus.WAITING:
        raise CallBackNotAllowed("This is settled already. Nobody needs to be called.")
    if outcome == CallOutcome.MESSAGE and not call_back.may_leave_message:
        raise CallBackNotAllowed(
            "This person asked us not to leave a message. If one was left, tell your manager now, "
            "and choose “No answer” here."
        )
    attempt = CallAttempt.objects.create(
        call_back=call_back,
        number=call_back.attempts.count() + 1,
        outcome=outcome,
        note=note,
        at=now,
        by=by,
    )
    settled = SETTLES.get(CallOutcome(outcome))
    if settled:
        call_back.status, call_back.settled_at = settled, now
        call_back.save(update_fields=["status", "settled_at"])
    record(
        "callback.attempt",
        actor=by,
        target=call_back,
        now=now,
        number=attempt.number,
        outcome=outcome,
    )
    return attempt


@transaction.atomic
def link_referral(*, call_back_id: uuid.UUID, referral: Referral, by, now: dt.datetime) -> CallBack:
    """Mark the enquiry as the beginning of `referral`.

    Raises CallBackNotAllowed (another referral stands there) and PermissionDenied.
    """
    check_can_triage(by)
    call_back = _locked(call_back_id)
    if call_back.referral_id is not None:
        raise CallBackNotAllowed("This call-back has led to a referral already.")
    call_back.referral, call_back.status = referral, CallBackStatus.REFERRED
    call_back.settled_at = call_back.settled_at or now
    call_back.save(update_fields=["referral", "status", "settled_at"])
    record("callback.refer", actor=by, target=call_back, now=now, referral=referral.pk)
    return call_back


@transaction.atomic
def forget_call_backs(*, now: dt.datetime) -> int:
    """Delete who was never reached within CALLBACK_DAYS days, with the attempts; return how many.

    Somebody who was reached and never came goes as long after that call.
    """
    before = now - dt.timedelta(days=settings.CALLBACK_DAYS)
    over = CallBack.objects.over_since(before).select_for_update()
    ids = list(over.order_by("received_at").values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])
    if ids:
        CallBack.objects.filter(pk__in=ids).delete()
        for identity in ids:
            record(
                "callback.forget", actor=SYSTEM, target=("referrals.callback", identity), now=now
            )
    return len(ids)


def _locked(call_back_id: uuid.UUID) -> CallBack:
    return CallBack.objects.select_for_update().get(pk=call_back_id)
