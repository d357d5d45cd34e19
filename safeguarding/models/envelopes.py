"""The envelopes that were opened or could not be opened, and how far the portal has been read.

An envelope on record here is never opened again, because an attacker who owns the portal's tables
could put other content into it.
"""

from django.db import models

from safeguarding.enums import FailureReason


class OpenedEnvelope(models.Model):
    """An envelope whose content is stored on this side."""

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField("kind", max_length=20)
    stored_at = models.DateTimeField("stored at")
    # The first backup that was started after this row had been committed, so that it holds the row.
    backup = models.ForeignKey(
        "safeguarding.Backup",
        verbose_name="in the backup",
        on_delete=models.SET_NULL,  # then the next backup counts
        related_name="+",
        null=True,
        blank=True,
    )
    # When the portal's ciphertext was deleted.
    blanked_at = models.DateTimeField("blanked at", null=True, blank=True)

    class Meta:
        verbose_name = "opened envelope"
        verbose_name_plural = "opened envelopes"
        indexes = [
            models.Index(
                fields=["stored_at", "id"],
                name="opened_not_blanked",
                condition=models.Q(blanked_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return "Opened envelope"


class OpenFailure(models.Model):
    """An envelope that could not be opened; it stops no other and waits for a person."""

    id = models.UUIDField(primary_key=True, editable=False)
    reason = models.CharField("reason", max_length=20, choices=FailureReason)
    failed_at = models.DateTimeField("failed at")
    settled_at = models.DateTimeField("opened after all at", null=True, blank=True)

    class Meta:
        verbose_name = "unopened envelope"
        verbose_name_plural = "unopened envelopes"

    def __str__(self) -> str:
        return "Unopened envelope"


class PullCursor(models.Model):
    """How far one table of the portal has been read, or the last sequence number given out."""

    name = models.CharField("name", max_length=40, primary_key=True)
    position = models.BigIntegerField("position", default=0)

    class Meta:
        verbose_name = "cursor"
        verbose_name_plural = "cursors"

    def __str__(self) -> str:
        return f"Cursor {self.name}"
