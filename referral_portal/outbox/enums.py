"""The words of the outbox: the status of a message, its audience, and why it was released.

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


class ReleaseBasis(TextChoices):
    TOLD = "told", "told first"
    NOT_APPLICABLE = "not_applicable", "not applicable"
    OVERRIDE = "override", "manager's override"


OPEN_STATUSES = frozenset({MessageStatus.RENDERED, MessageStatus.WAITING_RELEASE})
