"""Envelopes that the portal closes and can never open.

Every row looks alike: the same size, no link to a referral, no kind. Whose it is stands inside.
The portal's database role may insert here and nothing else, so no field has a database default.
"""

import uuid

from django.db import models


class SealedEnvelope(models.Model):
    """One sealed box on its way through the wall."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    blob = models.BinaryField("sealed content")
    sealed_at = models.DateTimeField("sealed at")
    # Set by the opener, on the other side, when it has stored the content.
    opened_at = models.DateTimeField("opened at", null=True, blank=True)

    class Meta:
        verbose_name = "sealed envelope"
        verbose_name_plural = "sealed envelopes"
        indexes = [
            models.Index(
                fields=["sealed_at"],
                name="sealed_not_opened",
                condition=models.Q(opened_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return "Sealed envelope"
