"""Envelopes that the portal closes and can never open.

Every row looks the same: one size, no link to a referral, no kind. The referral's id is inside.
The portal's database role may only insert here, so no field has a database default.
"""

import uuid

from django.db import models


class SealedEnvelope(models.Model):
    """One sealed box on its way through the wall."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    blob = models.BinaryField("sealed content")
    sealed_at = models.DateTimeField("sealed at")
    # The opener on the other side sets this when it has stored the content.
    opened_at = models.DateTimeField("opened at", null=True, blank=True)

    class Meta:
        verbose_name = "sealed envelope"
        verbose_name_plural = "sealed envelopes"
        indexes = [
            models.Index(
                fields=["sealed_at"],
                name="sealed_not_opened",
                condition=models.Q(opened_at__isnull=True),
            ),
            # Opened, and kept until a backup of the other side holds the content.
            models.Index(
                fields=["sealed_at"],
                name="sealed_kept",
                condition=models.Q(opened_at__isnull=False) & ~models.Q(blob=b""),
            ),
        ]

    def __str__(self) -> str:
        return "Sealed envelope"
