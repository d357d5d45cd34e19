"""Say whether a message about a place or a session is still true, when it is about to leave."""

import datetime as dt

from cohorts.enums import SessionStatus
from cohorts.models import Enrolment, Session
from referral_portal.outbox.enums import CancelReason
from referral_portal.outbox.kinds import names_kinds
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.outbox.truth import checks, event_of, held
from referrals.enums import MessageEvent
from referrals.message_keys import sessions_of

names_kinds({"refusals": "Alert: places refused"})


@checks(MessageEvent.PLACE)
def about_place(message: OutgoingMessage, now: dt.datetime) -> CancelReason | None:
    """Return why a message about a place is no longer true, or None."""
    has_place = Enrolment.objects.active().filter(referral_id=message.referral_id).exists()
    return None if has_place else CancelReason.NO_PLACE


@checks(MessageEvent.MEETING, MessageEvent.APPOINTMENT, MessageEvent.MOVED)
def about_session(message: OutgoingMessage, now: dt.datetime) -> CancelReason | None:
    """Return why a message about one session is no longer true, or None."""
    session_id, instead_id = sessions_of(message.key)
    session = held(Session.objects.all(), session_id)
    is_cancelled = event_of(message.event) == MessageEvent.MEETING
    expected = SessionStatus.CANCELLED if is_cancelled else SessionStatus.PLANNED
    if session is None or session.status != expected:
        return CancelReason.SESSION
    if session.starts_at <= now:
        return CancelReason.OVER
    if instead_id:
        instead = held(Session.objects.all(), instead_id)
        if instead is None or instead.status != SessionStatus.PLANNED:
            return CancelReason.SESSION
    places = Enrolment.objects.active().filter(
        referral_id=message.referral_id, place__cohort=session.cohort_id
    )
    return None if places.exists() else CancelReason.NO_PLACE
