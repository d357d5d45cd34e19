"""Which messages a user may see, and what each is about, as the lists of messages show them.

The outbox cannot read referrals, so the apps above decide both: `limits_messages` leaves messages
out, and `names_subjects` gives the reference and the page of what a message is about.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Collection
from typing import NamedTuple

from django.db.models import QuerySet
from django.urls import reverse

from referral_portal.outbox.kinds import kind_words
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.outbox.settling import needs_decision
from referral_portal.outbox.states import state_words

PAGES = "admin:outbox_outgoingmessage"
COLUMNS = (
    "id", "event", "audience", "status", "cancelled_because", "created_at", "due_at", "sent_at",
    "failure", "settled_at", "told_at", "referral_id",
)  # fmt: skip


class Subject(NamedTuple):
    """What a message is about: its reference, and the address of its page."""

    reference: str
    url: str


Limit = Callable[[QuerySet, object], QuerySet]
Naming = Callable[[Collection[uuid.UUID], object], dict[uuid.UUID, Subject]]
LIMITS: list[Limit] = []
NAMINGS: list[Naming] = []


def limits_messages(limit: Limit) -> Limit:
    """Decorate a function that takes messages and a user, and returns those that the user may see."""
    LIMITS.append(limit)
    return limit


def names_subjects(naming: Naming) -> Naming:
    """Decorate a function that takes ids and a user, and returns the subjects that the user may see."""
    NAMINGS.append(naming)
    return naming


def messages_for(user) -> QuerySet:
    """Return the messages that `user` may see."""
    rows = OutgoingMessage.objects.all()
    for limit in LIMITS:
        rows = limit(rows, user)
    return rows


def subjects_of(messages: Collection[OutgoingMessage], user) -> dict[uuid.UUID, Subject]:
    """Return the subjects of `messages` by id, without those that `user` may not see."""
    return named_subjects({message.referral_id for message in messages}, user)


def named_subjects(ids: set[uuid.UUID | None], user) -> dict[uuid.UUID, Subject]:
    """Return the subjects with these ids, without those that `user` may not see."""
    ids = ids - {None}
    found: dict[uuid.UUID, Subject] = {}
    for naming in NAMINGS if ids else ():
        found |= naming(ids, user)
    return found


def rows_of(messages: Collection[OutgoingMessage], user, now: dt.datetime) -> list[dict]:
    """Return the rows of a list of messages, which need the columns COLUMNS."""
    subjects = subjects_of(messages, user)
    return [
        {
            "short_id": str(message.pk)[:8],
            "url": reverse(f"{PAGES}_change", args=[message.pk]),
            "kind": kind_words(message.event),
            "subject": subjects.get(message.referral_id),
            "audience": message.get_audience_display(),
            "state": state_words(message, now),
            "needs_decision": needs_decision(message),
            "written_at": message.created_at,
        }
        for message in messages
    ]
