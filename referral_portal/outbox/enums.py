"""The words of the outbox: a message's status and audience, and why it was released or cancelled.

A message waiting for release is not late. An uncertain one may or may not have arrived; a user
decides what to do.
"""

from django.db.models import TextChoices


class MessageStatus(TextChoices):
    RENDERED = "rendered", "ready to send"
    WAITING_RELEASE = "waiting_release", "waiting for release"
    CLAIMED = "claimed", "being sent"
    SENT = "sent", "sent"
    FAILED = "failed", "could not be sent"
    UNCERTAIN = "uncertain", "may not have arrived"
    CANCELLED = "cancelled", "cancelled"


class Audience(TextChoices):
    PARTICIPANT = "participant", "the participant"
    REFERRER = "referrer", "the referrer"
    STAFF = "staff", "our staff"


class CancelReason(TextChoices):
    """Why a message was cancelled before it left, as staff read it."""

    OVERTAKEN = "overtaken", "a newer message says what is true now"
    MOVED_ON = "moved_on", "the referral has moved on"
    NO_PLACE = "no_place", "the participant no longer has this place"
    SESSION = "session", "the session has changed"
    OVER = "over", "the session is over"
    DIED = "died", "this person, or one who may be the same, has died"
    CHANNEL = "channel", "the address is no longer the recipient’s"
    UNDONE = "undone", "the decision was undone"


class ReleaseBasis(TextChoices):
    TOLD = "told", "told first"
    NOT_APPLICABLE = "not_applicable", "not applicable"
    OVERRIDE = "override", "manager's override"


class Process(TextChoices):
    """What gives signs of life on the releasing side; our own pages never name one."""

    OPENER = "opener"
    COPIER = "copier"
    PULLER = "puller"
    CHECKS = "checks"


OPEN_STATUSES = frozenset({MessageStatus.RENDERED, MessageStatus.WAITING_RELEASE})
