"""Which messages about a referral are queued, for whom, and whether they wait for release.

Texts carry the reference, a date and a telephone number; never a name, an answer or what this is
about. The table of steps says which step sends which event, and whether that waits: everyone's
decisions and endings do. A participant without an email address is told by our staff after the same
release, in the words that others get by email, except for what is said during the call itself.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Collection

from django.conf import settings

from referral_portal.common.moments import leaves_from
from referral_portal.outbox.enums import OPEN_STATUSES, Audience, CancelReason, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.outbox.queue import preview, queue_message
from referral_portal.outbox.release import cancel_unsent_keys
from referral_portal.outbox.truth import event_of
from referrals.enums import EndingCode, MessageEvent, Route, Status
from referrals.floods import may_have_receipt
from referrals.mailboxes import mailbox_for
from referrals.message_keys import message_key, session_cause, sessions_of
from referrals.models import CallBack, Referral, StatusChange
from referrals.silence import is_silent, silenced_together
from referrals.transitions import STEPS

APPOINTMENTS = (MessageEvent.APPOINTMENT, MessageEvent.MOVED)
TO_PARTICIPANT_ONLY = frozenset({MessageEvent.PLACE, MessageEvent.MEETING, *APPOINTMENTS})
# The steps that only change the word an agency reads; the others have a message of their own.
AGENCY_HEARS = frozenset({"allocate", "start", "return_to_waiting_list"})
TO_STAFF = frozenset({MessageEvent.ALERT, MessageEvent.CALL_BACK, MessageEvent.HANDED})
HAS_STARTED = frozenset({Status.ON_PROGRAMME, Status.SUSPENDED})
BY_DESK = "referrals/by_desk_staff"


def context_for(referral: Referral, *, was: str = "", when: str = "", instead: str = "") -> dict:
    """Return everything a text may say about a referral.

    `was` is the status before the step, `when` the day and time of a session in words, and
    `instead` those of the next session.
    """
    person = referral.participant
    return {
        "reference": referral.reference,
        "phone": settings.SERVICE_PHONE,
        "sender_name": settings.SENDER_NAME,
        "call_days": settings.FIRST_CALL_WORKING_DAYS,
        # What was given decides which promises the text may make.
        "can_call": bool(person.phone),
        "can_write": bool(person.email or person.address),
        "by_desk": False,
        "chose_times": bool(person.best_time),
        "has_started": was in HAS_STARTED,
        "when": when,
        "instead": instead,
    }


def recipients_of(
    event: str, referral: Referral, *, silent: bool | None = None
) -> list[tuple[str, str]]:
    """Return (address, audience) of each reader of `event`.

    Our staff stand in for a participant without an email address, except for a question, which the
    coordinator who asks it asks by telephone. Nothing is written to a participant who has died by this
    or another form: `silent` says so where the caller has asked already.
    """
    if silent is None:
        silent = is_silent(referral)
    is_question = event == MessageEvent.QUESTION
    readers = []
    if not (is_question and referral.referrer) and not silent:
        if referral.participant.email:
            readers.append((referral.participant.email, Audience.PARTICIPANT))
        elif not is_question:
            readers.append((mailbox_for(referral), Audience.STAFF))
    if referral.referrer and event not in TO_PARTICIPANT_ONLY:
        readers.append((referral.referrer.email, Audience.REFERRER))
    return readers


def text_of(event: str, audience: str, referral: Referral, **facts: str) -> tuple[str, dict]:
    """Return the template of `event` for `audience` about `referral`, and its context.

    Our staff read what to tell the participant: almost the words that others get by email. A text that
    promises a call says instead what can be agreed in this one.
    """
    context = context_for(referral, **facts)
    if audience != Audience.STAFF or event in TO_STAFF:
        return template_for(event, audience), context
    _, words = preview(template_for(event, Audience.PARTICIPANT), context | {"by_desk": True})
    return BY_DESK, context | {"words": words.strip()}


def is_for_participant(message: OutgoingMessage) -> bool:
    """Return whether `message` tells the participant something, even if our staff pass it on."""
    return message.audience == Audience.PARTICIPANT or (
        message.audience == Audience.STAFF and event_of(message.event) not in TO_STAFF
    )


def _is_news(message: OutgoingMessage) -> bool:
    """Return whether `message` tells the participant something, or the referrer more than a receipt."""
    to_referrer = message.audience == Audience.REFERRER
    return is_for_participant(message) or (
        to_referrer and event_of(message.event) != MessageEvent.RECEIPT
    )


def template_for(event: str, audience: str) -> str:
    """Return the template of `event` for `audience`."""
    return f"referrals/{event}_{audience}"


def queue_about(
    referral: Referral,
    event: str,
    *,
    to: str,
    audience: str,
    cause: str | int,
    now,
    wait=False,
    starts_at: dt.datetime | None = None,
    **facts: str,
) -> None:
    """Queue one message; a session that starts before it could leave is told by telephone instead."""
    leaves = leaves_from(now, waits=wait) if event not in TO_STAFF else now
    if starts_at and starts_at <= leaves:
        to, audience, leaves = mailbox_for(referral), Audience.STAFF, now
    template, context = text_of(event, audience, referral, **facts)
    queue_message(
        template=template,
        event=f"{event}_{audience}",
        to=to,
        context=context,
        key=message_key(event, audience, referral.pk, cause),
        audience=audience,
        referral_id=referral.pk,
        wait_for_release=wait,
        now=now,
        leaves=leaves,
    )


def receipt(referral: Referral, *, now: dt.datetime) -> None:
    """Confirm a new referral to its sender and, unless restricted, alert the coordinator's mailbox.

    An address that anybody may have typed gets at most RECEIPTS_A_DAY; the page shows the reference.
    """
    if referral.route == Route.AGENCY:
        to, audience = referral.referrer.email, Audience.REFERRER
    else:
        to, audience = referral.participant.email, Audience.PARTICIPANT
    is_confirmed = audience == Audience.REFERRER
    if to and (is_confirmed or may_have_receipt(to, now=now)):
        queue_about(referral, MessageEvent.RECEIPT, to=to, audience=audience, cause="sent", now=now)
    if not referral.is_restricted:
        to, audience = mailbox_for(referral), Audience.STAFF
        queue_about(referral, MessageEvent.ALERT, to=to, audience=audience, cause="sent", now=now)


def call_back_waits(call_back: CallBack, *, now: dt.datetime) -> None:
    """Alert the coordinator's mailbox, and nobody else, to a request to be called back."""
    queue_message(
        template="referrals/callback_staff",
        to=settings.COORDINATOR_EMAIL_SELF,
        context={},
        key=f"callback:{Audience.STAFF}:{call_back.pk}",
        audience=Audience.STAFF,
        now=now,
    )


def tell_step(referral: Referral, change: StatusChange, *, now: dt.datetime) -> None:
    """Queue the messages of the step `change`.

    A step that leaves the referral where it is only sets a new date, and sends nothing. A duplicate is
    closed without a message to anyone, and what still waits about it is cancelled. A death cancels what
    waits for the participant on every referral of the person and of possible matches.
    """
    step = STEPS[change.verb]
    if change.verb in AGENCY_HEARS:
        _tell_agency(referral, change, waits=step.tells_first, now=now)
    if step.event is None or change.from_status == change.to_status:
        return
    told = {"cause": change.number, "now": now, "wait": step.tells_first, "was": change.from_status}
    has_died = change.code == EndingCode.DIED
    if has_died:
        _fall_silent(silenced_together(referral), CancelReason.DIED, change, now)
    if change.duplicate_of_id:
        _fall_silent([referral.pk], CancelReason.MOVED_ON, change, now, which=_is_news)
        return
    for to, audience in recipients_of(step.event, referral, silent=has_died or None):
        queue_about(referral, step.event, to=to, audience=audience, **told)


def _tell_agency(referral: Referral, change: StatusChange, *, waits: bool, now) -> None:
    """Tell the referrer that there is progress, but not before what still waits for release."""
    earlier = OutgoingMessage.objects.filter(
        referral_id=referral.pk, audience=Audience.REFERRER, status=MessageStatus.WAITING_RELEASE
    )
    told = {"cause": change.number, "now": now, "wait": waits or earlier.exists()}
    for to, audience in recipients_of(MessageEvent.PROGRESS, referral, silent=True):
        queue_about(referral, MessageEvent.PROGRESS, to=to, audience=audience, **told)


def _fall_silent(
    referral_ids: Collection[uuid.UUID],
    because: CancelReason,
    change: StatusChange,
    now: dt.datetime,
    *,
    which: Callable[[OutgoingMessage], bool] = is_for_participant,
) -> None:
    """Cancel what has not been sent; the referrers' messages stay, unless `which` names them too."""
    rows = OutgoingMessage.objects.filter(referral_id__in=referral_ids)
    keys = [message.key for message in rows if which(message)]
    cancel_unsent_keys(keys=keys, because=because, by=change.by, now=now)


def session_cancelled(
    referral: Referral,
    session_id: int,
    *,
    when: str,
    instead: str = "",
    instead_id: int | None = None,
    starts_at: dt.datetime,
    now: dt.datetime,
) -> None:
    """Tell the participant, after release, that the session at `when` will not take place.

    `starts_at` is when it would have begun; `instead` is the day and time of the next session, where there is one.
    """
    event, cause = MessageEvent.MEETING, session_cause(session_id, instead_id)
    told = {"cause": cause, "now": now, "wait": True, "starts_at": starts_at}
    for to, audience in recipients_of(event, referral):
        queue_about(referral, event, to=to, audience=audience, when=when, instead=instead, **told)


def sessions_announced(referral_id: uuid.UUID, *, instead_id: int) -> list[str]:
    """Return the keys of the unsent messages that name the session `instead_id` as the next one."""
    unsent = OutgoingMessage.objects.filter(
        referral_id=referral_id,
        event__startswith=f"{MessageEvent.MEETING}_",
        status__in=OPEN_STATUSES,
    )
    keys = unsent.values_list("key", flat=True)
    return [key for key in keys if sessions_of(key)[1] == instead_id]


def appointment(
    referral: Referral,
    session_id: int,
    *,
    when: str,
    starts_at: dt.datetime,
    now: dt.datetime,
    moved: bool = False,
) -> None:
    """Tell the participant, after release, of one booked session.

    `when` is day and time in words; `moved` says that the participant was told another time before.
    """
    event = MessageEvent.MOVED if moved else MessageEvent.APPOINTMENT
    told = {"cause": session_cause(session_id), "now": now, "wait": True, "starts_at": starts_at}
    for to, audience in recipients_of(event, referral):
        queue_about(referral, event, to=to, audience=audience, when=when, **told)


def appointment_keys(referral_id: uuid.UUID, session_id: int) -> list[str]:
    """Return the keys that the one message about a booked session can have."""
    return [
        message_key(event, audience, referral_id, session_cause(session_id))
        for event in APPOINTMENTS
        for audience in (Audience.PARTICIPANT, Audience.STAFF)
    ]


def withdraw_appointment(referral_id: uuid.UUID, session_id: int, *, by, now: dt.datetime) -> bool:
    """Cancel the unsent message about a booked session; return whether there was one."""
    keys = appointment_keys(referral_id, session_id)
    cancelled = cancel_unsent_keys(keys=keys, because=CancelReason.SESSION, by=by, now=now)
    return bool(cancelled)
