"""Handbacks on their way to the portal.

The row is written in the transaction of the verb; the copier carries it over. Where handbacks
replace each other, the sequence number decides, in any order of arrival.
"""

import uuid

from django.db import models

from safeguarding.enums import Cause, HandbackKind


class Handback(models.Model):
    """One opaque handback to the portal."""

    sequence = models.BigAutoField("number", primary_key=True)
    uuid = models.UUIDField("id over there", default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("kind", max_length=40, choices=HandbackKind)
    # The message, the concern, or the session and enrolment that it is about.
    target = models.CharField("answers", max_length=80, blank=True)
    payload = models.JSONField("content")
    cause = models.CharField("why", max_length=10, choices=Cause, default=Cause.ANSWER)
    case = models.ForeignKey(
        "safeguarding.VictimCase",
        verbose_name="case",
        on_delete=models.PROTECT,  # what was handed back stays on record
        related_name="handbacks",
    )
    by = models.ForeignKey(
        "safeguarding.Worker",
        verbose_name="by",
        on_delete=models.PROTECT,  # who handed it back stays on record
        related_name="+",
        null=True,
        blank=True,
    )
    created_at = models.DateTimeField("written at")
    applied_at = models.DateTimeField("arrived at", null=True, blank=True)
    failed_at = models.DateTimeField("failed at", null=True, blank=True)
    reason = models.CharField("why it failed", max_length=80, blank=True)

    class Meta:
        verbose_name = "handback"
        verbose_name_plural = "handbacks"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(applied_at__isnull=True) | models.Q(failed_at__isnull=True),
                name="handback_arrived_or_failed",
                violation_error_message="A handback has arrived or failed, not both.",
            )
        ]
        indexes = [
            models.Index(
                fields=["sequence"],
                name="handback_waiting",
                condition=models.Q(applied_at__isnull=True, failed_at__isnull=True),
            ),
            models.Index(
                fields=["failed_at"],
                name="handback_failed",
                condition=models.Q(failed_at__isnull=False),
            ),
            models.Index(fields=["kind", "target"], name="handback_by_target"),
        ]

    def __str__(self) -> str:
        return f"Handback {self.sequence}"
