"""The verbs of the contact log: record a contact, or a try, on a referral or a call-back.

A contact with a participant ends the next tries of every form of the person. Nothing is sent. Audit
events hold ids and codes, never what was said.
"""

import datetime as dt
import uuid
from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet

from referral_portal.audit.recorder import record
from referral_portal.common.refusals import Refusal
from referrals.clock_results import spoke
from referrals.enums import (
    SETTLES,
    TRY_AGAIN,
    CallBackChannel,
    CallBackStatus,
    CallOutcome,
    ContactHow,
    ContactWith,
    EndingCode,
)
from referrals.models import CallBack, ContactLog, NextTry, Referral
from referrals.open_signs import Heard, close_signs, open_signs
from referrals.permissions import check_can_read_referrals
from referrals.transitions import TransitionNotAllowed
from referrals.waiting import spoke_while_waiting

NO_MESSAGE = (
    "We may not leave a message for this person. If you left one, tell your manager now, "
    "and select “No answer” here."
)


@transaction.atomic
def record_contact(
    *,
    referral_id: uuid.UUID,
    how: str,
    result: str,
    by,
    now: dt.datetime,
    words: str = "",
    with_whom: str = ContactWith.PARTICIPANT,
    next_try_at: dt.datetime | None = None,
    signs: Collection[str] = (),
) -> ContactLog:
    """Record a contact on a referral; `signs` are the keys of the open signs that were spoken about.

    Only a conversation with the participant closes a sign. Raises Refusal and PermissionDenied.
    """
    check_can_read_referrals(by)
    referral = (
        Referral.objects.visible_to(by)
        .select_for_update(of=("self",), no_key=True)
        .select_related("participant")
        .filter(pk=referral_id)
        .first()
    )
    if referral is None:
        raise PermissionDenied("This referral is not yours to open.")
    is_participant = with_whom == ContactWith.PARTICIPANT
    if with_whom == ContactWith.REFERRER and referral.referrer_id is None:
        raise Refusal("There is no referrer: this is a self-referral.", "with_whom")
    if is_participant and result == CallOutcome.MESSAGE:
        if referral.participant.may_leave_message is not True:
            raise Refusal(NO_MESSAGE, "result")
    waiting = open_signs(referral, by) if is_participant else []
    spoken_of = [one for one in waiting if one.key in signs]
    if spoken_of and result != CallOutcome.REACHED:
        raise Refusal(
            "A sign of danger is closed only after you spoke to the participant.", "result"
        )
    if waiting and result in TRY_AGAIN and next_try_at is None:
        raise Refusal(
            "Enter when you will try again. There is a sign of danger that nobody has spoken to "
            "this participant about.",
            "next_on",
        )
    contact = _write(
        {"referral": referral},
        how=how,
        with_whom=with_whom,
        result=result,
        words=words,
        next_try_at=next_try_at,
        tries=_tries_of(referral, with_whom),
        by=by,
        now=now,
    )
    record(
        "referral.contact",
        actor=by,
        target=referral,
        now=now,
        number=contact.number,
        how=how,
        with_whom=with_whom,
        result=result,
    )
    close_signs(spoken_of, contact=contact, by=by, now=now)
    if is_participant and result == CallOutcome.REACHED:
        spoke(referral, now=now)
        spoke_while_waiting(referral, now=now)
    return contact


def note_conversation(*, referral: Referral, how: str, by, now: dt.datetime) -> ContactLog:
    """Note that `by` spoke to the participant while they filled in the form together.

    It closes no sign of danger: nobody has spoken about what the answers mean.
    """
    contact = _write(
        {"referral": referral},
        how=how,
        result=CallOutcome.REACHED,
        words="The form was filled in during this conversation.",
        next_try_at=None,
        tries=_tries_of(referral, ContactWith.PARTICIPANT),
        by=by,
        now=now,
    )
    record(
        "referral.contact",
        actor=by,
        target=referral,
        now=now,
        number=contact.number,
        how=how,
        with_whom=contact.with_whom,
        result=contact.result,
    )
    return contact


@transaction.atomic
def record_call(
    *,
    call_back_id: uuid.UUID,
    result: str,
    by,
    now: dt.datetime,
    how: str = ContactHow.CALLED,
    words: str = "",
    next_try_at: dt.datetime | None = None,
) -> ContactLog:
    """Record a call on a call-back, which some results settle.

    Raises Refusal and PermissionDenied.
    """
    check_can_read_referrals(by)
    call_back = CallBack.objects.visible_to(by).select_for_update(of=("self",)).get(pk=call_back_id)
    if call_back.status != CallBackStatus.WAITING:
        raise Refusal("This call-back is already settled. You do not need to call.")
    if result == CallOutcome.MESSAGE and not call_back.may_leave_message:
        raise Refusal(NO_MESSAGE, "result")
    contact = _write(
        {"call_back": call_back},
        how=how,
        result=result,
        words=words,
        next_try_at=next_try_at,
        tries=Q(contact__call_back=call_back),
        by=by,
        now=now,
    )
    if settled := SETTLES.get(CallOutcome(result)):
        call_back.status, call_back.settled_at = settled, now
        call_back.save(update_fields=["status", "settled_at"])
    record(
        "callback.attempt",
        actor=by,
        target=call_back,
        now=now,
        number=contact.number,
        outcome=result,
    )
    return contact


def hear_first(referral: Referral, heard: Heard | None, *, by, now: dt.datetime) -> None:
    """Close the open signs of the person before a decision: with a conversation, or with a reason.

    The conversation is recorded as a contact. Raises TransitionNotAllowed without either.
    """
    waiting = open_signs(referral, by)
    if not waiting:
        return
    heard = heard or Heard()
    if heard.how:
        record_contact(
            referral_id=referral.pk,
            how=heard.how,
            result=CallOutcome.REACHED,
            signs=[one.key for one in waiting],
            by=by,
            now=now,
        )
    elif heard.reason.strip():
        close_signs(waiting, words=heard.reason, by=by, now=now)
    else:
        raise TransitionNotAllowed(
            "Say whether you have spoken to the participant about the signs of danger.", "heard"
        )


def hear_before_ending(
    referral: Referral,
    heard: Heard | None,
    *,
    code: str,
    kept_open: Referral | None,
    by,
    now: dt.datetime,
) -> None:
    """Close the open signs of the person before an ending, except after a death.

    The signs of a duplicate stay open on the referral that stays open.
    """
    if code != EndingCode.DIED and kept_open is None:
        hear_first(referral, heard, by=by, now=now)


def contacts_of(referral_ids: Collection[uuid.UUID]) -> QuerySet[ContactLog]:
    """Return the contacts on referrals and on the call-backs that led to them, the newest first."""
    ids = ContactLog.objects.order_by().values("pk")
    # With "or" the database would read every contact.
    own = ids.filter(referral__in=referral_ids)
    ids = own.union(ids.filter(call_back__referral__in=referral_ids), all=True)
    rows = ContactLog.objects.select_related("by", "referral", "call_back", "next_try")
    return rows.filter(pk__in=ids).order_by("-at", "-pk")


def contacts_of_call_back(call_back: CallBack) -> QuerySet[ContactLog]:
    """Return the calls of a call-back, the newest first."""
    return call_back.contacts.select_related("by", "referral", "next_try").order_by("-at", "-pk")


def _write(
    of: dict,
    *,
    how: str,
    result: str,
    words: str,
    next_try_at: dt.datetime | None,
    tries: Q,
    by,
    now: dt.datetime,
    with_whom: str = ContactWith.PARTICIPANT,
) -> ContactLog:
    """Store a contact, end the tries that it makes superfluous, and store the next one."""
    if next_try_at is not None and result not in TRY_AGAIN | {CallOutcome.REACHED}:
        raise Refusal("After this result there is no next try.", "next_on")
    contact = ContactLog.objects.create(
        **of,
        number=ContactLog.objects.filter(**of).count() + 1,
        how=how,
        with_whom=with_whom,
        result=result,
        words=words.strip(),
        at=now,
        by=by,
    )
    ended = NextTry.objects.filter(tries, ended_at=None)
    if next_try_at is None and result in TRY_AGAIN:
        # The person was not reached: a try that is still to come stays.
        ended = ended.filter(at__lte=now)
    NextTry.objects.filter(pk__in=list(ended.values_list("pk", flat=True))).update(ended_at=now)
    if next_try_at is not None:
        NextTry.objects.create(contact=contact, at=next_try_at)
    return contact


def _tries_of(referral: Referral, with_whom: str) -> Q:
    """Return the condition on next tries that a contact on `referral` ends: those of the person.

    A call in place of a letter may be for the referrer, so it stands alone.
    """
    if with_whom == ContactWith.REFERRER:
        return Q(contact__referral=referral, contact__with_whom=with_whom)
    person = referral.participant.person_id
    on_forms = Q(contact__referral__participant__person=person, contact__with_whom=with_whom)
    on_call_backs = Q(contact__call_back__referral__participant__person=person) & ~Q(
        contact__call_back__channel=CallBackChannel.LETTER
    )
    return on_forms | on_call_backs
