"""Outgoing messages, and the answers that release them.

The row decides what is sent; the queue only wakes the worker. A row holds the finished text, so that
the text on the confirm page is the text that is sent. An email never contains a name, an answer or a
word for the topic. Rows refer to a referral by its id, without a foreign key.
"""

import uuid

from django.db import models

from referral_portal.common.constraints import one_of
from referral_portal.common.models import Immutable
from referral_portal.outbox.enums import Audience, CancelReason, MessageStatus, ReleaseBasis


class Message(models.Model):
    """The columns that the messages of both sides have in common."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The same cause never makes a second message.
    key = models.CharField("cause", max_length=160, unique=True)
    template = models.CharField("template", max_length=80)
    to_address = models.EmailField("to")
    subject = models.CharField("subject", max_length=120)
    body = models.TextField("text")
    status = models.CharField(
        "state", max_length=20, choices=MessageStatus, default=MessageStatus.RENDERED
    )
    created_at = models.DateTimeField("written at")
    due_at = models.DateTimeField("not before")
    lease_until = models.DateTimeField("claimed until", null=True, blank=True)
    attempts = models.PositiveSmallIntegerField("attempts", default=0)
    sent_at = models.DateTimeField("sent at", null=True, blank=True)
    failure = models.CharField("failure", max_length=80, blank=True)
    # When a user had decided about a message that failed or may not have arrived.
    settled_at = models.DateTimeField("settled at", null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"Message {str(self.pk)[:8]}"

    @property
    def message_id(self) -> str:
        """The stable Message-ID by which a mail server can recognise a repeat."""
        return f"<{self.pk}@messages.portal>"


class OutgoingMessage(Message):
    """One message from the portal to one person."""

    audience = models.CharField("for", max_length=20, choices=Audience)
    event = models.CharField("event", max_length=40)
    referral_id = models.UUIDField("referral", null=True, blank=True, db_index=True)
    # Empty for messages that were cancelled before there were reasons.
    cancelled_because = models.CharField(
        "cancelled because", max_length=20, choices=CancelReason, blank=True, default=""
    )
    # When our staff had told the participant what this message asked them to tell.
    told_at = models.DateTimeField("told at", null=True, blank=True)

    class Meta:
        permissions = [
            ("override_release", "Can let a waiting message go"),
            ("settle_message", "Can decide about a message that failed or may not have arrived"),
        ]
        verbose_name = "outgoing message"
        verbose_name_plural = "outgoing messages"
        constraints = [
            one_of("status", MessageStatus, name="outgoing_status_known"),
            one_of("audience", Audience, name="outgoing_audience_known"),
            models.CheckConstraint(
                condition=models.Q(cancelled_because__in=["", *sorted(CancelReason.values)]),
                name="outgoing_reason_known",
                violation_error_message="cancelled_because has a value nobody knows.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="outgoing_unsent",
                condition=models.Q(status__in=["rendered", "waiting_release", "claimed"]),
            ),
            models.Index(
                fields=["template", "due_at", "id"],
                name="outgoing_untold",
                condition=models.Q(audience=Audience.STAFF, told_at__isnull=True),
            ),
            models.Index(
                fields=["created_at"],
                name="outgoing_unsettled",
                condition=models.Q(status__in=["failed", "uncertain"], settled_at__isnull=True),
            ),
            # The list of messages: all, of one kind, in one state.
            models.Index(fields=["created_at", "id"], name="outgoing_by_age"),
            models.Index(fields=["event", "created_at", "id"], name="outgoing_by_kind"),
            models.Index(fields=["status", "created_at", "id"], name="outgoing_by_state"),
            # Few of a kind are cancelled, so the index of the kind would be read to its end.
            models.Index(
                fields=["event", "created_at", "id"],
                name="outgoing_cancelled",
                condition=models.Q(status="cancelled"),
            ),
        ]


class MessageRelease(Immutable):
    """The answer that releases a waiting message; a copier or a manager writes it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message_id = models.UUIDField("message", db_index=True)
    basis = models.CharField("basis", max_length=20, choices=ReleaseBasis)
    not_before = models.DateTimeField("not before")
    sequence = models.BigIntegerField("sequence", default=0)
    released_at = models.DateTimeField("released at")
    # Of an override only: who decided it, by the name at that time, and why. The other side reads both.
    by_name = models.CharField("released by", max_length=150, blank=True, default="")
    why = models.TextField("why it could not wait", max_length=1000, blank=True, default="")

    class Meta:
        verbose_name = "message release"
        verbose_name_plural = "message releases"
        indexes = [
            # The other side looks for the newest overrides before it shows a worklist.
            models.Index(
                fields=["released_at"],
                name="release_override",
                condition=models.Q(basis=ReleaseBasis.OVERRIDE),
            )
        ]

    def __str__(self) -> str:
        return f"Release {str(self.pk)[:8]}"


class Heartbeat(models.Model):
    """A sign of life of one side; staff pages show when the releasing side is silent."""

    name = models.CharField("name", max_length=40, primary_key=True)
    sequence = models.BigIntegerField("sequence", default=0)
    at = models.DateTimeField("last sign of life")

    class Meta:
        verbose_name = "heartbeat"
        verbose_name_plural = "heartbeats"

    def __str__(self) -> str:
        return f"Heartbeat {self.name}"


class BaseBackup(models.Model):
    """One base backup of a database; deploy/backup writes it, with a database role of its own."""

    started_at = models.DateTimeField("started at")
    # Set when the written file had been read back and was right; until then it counts for nothing.
    confirmed_at = models.DateTimeField("confirmed at", null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"Backup {self.pk}"


class Timeline(models.Model):
    """One timeline of a database: a server that was restored begins a new one.

    The first row is of the installation itself and has no time of a restore.
    """

    number = models.PositiveIntegerField("number", primary_key=True)
    restored_at = models.DateTimeField("restore recognised at", null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"Timeline {self.pk}"


class PortalTimeline(Timeline):
    """A timeline of the portal's database."""

    class Meta:
        verbose_name = "timeline"
        verbose_name_plural = "timelines"
