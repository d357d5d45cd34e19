"""The verbs of call-backs: receive or add one, link it to a referral, delete old ones.

No message is ever sent to the person: our staff call, and `contacts` records the call. Audit events
hold ids and codes, never the name or the number.
"""

import datetime as dt
import uuid

from django.conf import settings
from django.db import transaction

from programmes.models import District
from referral_portal.audit.recorder import PUBLIC, SYSTEM, record
from referral_portal.common.refusals import Refusal
from referral_portal.outbox.enums import Audience
from referrals import notifications
from referrals.enums import CallBackChannel, CallBackStatus
from referrals.models import CallBack, Participant, Referral, Referrer
from referrals.permissions import check_can_read_referrals, check_can_triage
from referrals.silence import is_silent

FORGOTTEN_AT_ONCE = 500


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
    """Store a request for a call. `by` is the coordinator who took it, or None for the public.

    The same five answers sent twice make one row. Raises PermissionDenied.
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
def call_instead_of_letter(
    *, referral: Referral, audience: str, by, now: dt.datetime
) -> CallBack | None:
    """Add a call to the reader of a letter that could not be printed; return None without a number.

    One call waits for each reader. Raises PermissionDenied.
    """
    check_can_read_referrals(by)
    reader = referral.referrer if audience == Audience.REFERRER else referral.participant
    return _call_about(referral, reader, CallBackChannel.LETTER, by=by, now=now)


@transaction.atomic
def call_to_ask(*, referral: Referral, by, now: dt.datetime) -> CallBack | None:
    """Add a call to a participant who is to be asked a question and has no email address.

    Return None where a message is sent instead, without a number, and after a death. The caller has
    checked that `by` may ask.
    """
    person = referral.participant
    if referral.referrer_id or person.email or is_silent(referral):
        return None
    return _call_about(referral, person, CallBackChannel.QUESTION, by=by, now=now)


def end_call_to_ask(*, referral: Referral, now: dt.datetime) -> None:
    """Take the call with a question off the list: the answer has arrived."""
    calls = referral.call_backs.waiting().filter(channel=CallBackChannel.QUESTION)
    for call_back in calls:
        call_back.status, call_back.settled_at = CallBackStatus.REACHED, now
        call_back.save(update_fields=["status", "settled_at"])


def _call_about(
    referral: Referral, reader: Participant | Referrer, channel: CallBackChannel, *, by, now
) -> CallBack | None:
    """Add a call to `reader`, unless one waits already; return None without a number."""
    if not reader.phone:
        return None
    task = {"referral": referral, "name": reader.name, "channel": channel}
    Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
    waiting = CallBack.objects.waiting().filter(**task).first()
    if waiting is not None:
        return waiting
    call_back = CallBack.objects.create(
        **task,
        phone=reader.phone,
        safe_times=getattr(reader, "best_time", ""),
        may_leave_message=getattr(reader, "may_leave_message", False) is True,
        district=referral.district,
        taken_by=by,
        received_at=now,
    )
    record(
        "callback.receive",
        actor=by,
        target=call_back,
        now=now,
        channel=channel,
        district=referral.district.code,
        referral=referral.pk,
    )
    return call_back


@transaction.atomic
def link_referral(*, call_back_id: uuid.UUID, referral: Referral, by, now: dt.datetime) -> CallBack:
    """Record that the call-back led to `referral`.

    Raises Refusal and PermissionDenied.
    """
    check_can_triage(by)
    call_back = _locked(call_back_id)
    if call_back.referral_id is not None:
        raise Refusal("This call-back has already led to a referral.")
    call_back.referral, call_back.status = referral, CallBackStatus.REFERRED
    call_back.settled_at = call_back.settled_at or now
    call_back.save(update_fields=["referral", "status", "settled_at"])
    record("callback.refer", actor=by, target=call_back, now=now, referral=referral.pk)
    return call_back


@transaction.atomic
def forget_call_backs(*, now: dt.datetime) -> int:
    """Delete call-backs that led to nothing for CALLBACK_DAYS days, and return how many.

    The days run from the request, or from the call in which the person was reached.
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
