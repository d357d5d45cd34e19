"""The messages about reviews and complaints, to those who asked or complained and to nobody else.

They wait for release like a decision. A message about a complaint is for no user who may not read the
complaint: a call in place of an email goes to a manager, and no list of messages shows it to others.
"""

import datetime as dt
import uuid

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, Replace

from referral_portal.accounts.roles import Role
from referral_portal.common.dates import local_today
from referral_portal.outbox.enums import Audience, CancelReason
from referral_portal.outbox.release import cancel_unsent_keys
from referrals.enums import MessageEvent
from referrals.message_keys import complaint_cause, complaint_in, message_key, review_cause
from referrals.models import Complainant, Complaint, ComplaintAbout, DecisionReview
from referrals.notifications import queue_about, recipients_of
from referrals.permissions import managers

OF_COMPLAINTS = frozenset({MessageEvent.COMPLAINT, MessageEvent.ANSWERED})


def decision_upheld(review: DecisionReview, *, now: dt.datetime) -> None:
    """Tell those who asked for a review, after release, that the decision stays."""
    event, decision = MessageEvent.UPHELD, review.decision
    to_referrer = review.asked_by == Audience.REFERRER
    for to, audience in recipients_of(event, review.referral):
        if (audience == Audience.REFERRER) == to_referrer:
            told = {"cause": review_cause(decision.number), "now": now, "wait": True}
            queue_about(
                review.referral, event, to=to, audience=audience, was=decision.from_status, **told
            )


def complaint_recorded(complaint: Complaint, *, now: dt.datetime) -> None:
    """Tell those who complained, after release, that we have it and by when we reply."""
    _tell(complaint, MessageEvent.COMPLAINT, now=now)


def complaint_settled(complaint: Complaint, *, now: dt.datetime) -> None:
    """Ask those who complained, after release, to call about the result."""
    _tell(complaint, MessageEvent.ANSWERED, now=now)


def withdraw_receipt(complaint: Complaint, *, by, now: dt.datetime) -> None:
    """Cancel the unsent message that a complaint was received, because it is settled."""
    keys = [_key(complaint, MessageEvent.COMPLAINT, audience) for audience in Audience]
    cancel_unsent_keys(keys=keys, because=CancelReason.OVERTAKEN, by=by, now=now)


def readers_of(complaint: Complaint, event: str) -> list[tuple[str, str]]:
    """Return (address, audience) of those who hear of a complaint: only the one who made it.

    A manager who may read the complaint stands in for a participant without an email address.
    """
    if complaint.made_by == Complainant.OTHER:
        return []
    to_referrer = complaint.made_by == Complainant.REFERRER
    return [
        (address_at_desk(complaint, to) if audience == Audience.STAFF else to, audience)
        for to, audience in recipients_of(event, complaint.referral)
        if (audience == Audience.REFERRER) == to_referrer
    ]


def address_at_desk(complaint: Complaint, otherwise: str) -> str:
    """Return the address of the first manager who may read a complaint, or `otherwise`."""
    addresses = (user.email for user in managers_who_read(complaint) if user.email)
    return next(addresses, otherwise)


def managers_who_read(complaint: Complaint) -> list:
    """Return the managers who may read `complaint`, by name."""
    rows = Complaint.objects
    return [one for one in managers() if rows.visible_to(one).filter(pk=complaint.pk).exists()]


def complaint_of(key: str) -> Complaint | None:
    """Return the complaint that the message `key` is about, or None."""
    found = complaint_in(key)
    return Complaint.objects.filter(pk=found).select_related("referral").first() if found else None


def facts_of(complaint: Complaint) -> dict[str, str]:
    """Return the facts that a text about a complaint names: only the day of the reply."""
    return {"when": f"{local_today(complaint.due_at):%-d %B %Y}"}


def without_complaints(messages: QuerySet, user) -> QuerySet:
    """Return `messages` without those about a complaint that `user` may not read."""
    of_others = ~Q(event__in=[f"{one}_{to}" for one in OF_COMPLAINTS for to in Audience])
    if not user.has_role(Role.MANAGER):
        return messages.filter(of_others)
    # Without hyphens, which one database writes into an id and another does not.
    text = CharField()
    bare = Replace(Cast("complaint_id", text), Value("-"), Value(""), output_field=text)
    naming = ComplaintAbout.objects.filter(user=user.pk).annotate(
        cause=Concat(Value("complaint"), bare, output_field=text),
        key=Replace(OuterRef("key"), Value("-"), Value(""), output_field=text),
    )
    return messages.filter(of_others | ~Exists(naming.filter(key__endswith=F("cause"))))


def _tell(complaint: Complaint, event: str, *, now: dt.datetime) -> None:
    told = {"cause": complaint_cause(complaint.pk), "now": now, "wait": True}
    for to, audience in readers_of(complaint, event):
        queue_about(
            complaint.referral, event, to=to, audience=audience, **told, **facts_of(complaint)
        )


def _key(complaint: Complaint, event: str, audience: str) -> str:
    referral_id: uuid.UUID = complaint.referral_id
    return message_key(event, audience, referral_id, complaint_cause(complaint.pk))
