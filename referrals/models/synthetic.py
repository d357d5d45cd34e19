"""The rounds of the synthetic referral: the only rows that it leaves in the portal.

Nothing but monitoring reads them. No list, figure or count knows these tables.
"""

import uuid

from django.db import models


class SyntheticRound(models.Model):
    """One synthetic referral, from its first page to the way back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    started_at = models.DateTimeField("started at", db_index=True)
    # Of its draft, and so inside the envelope. Set once: a mark is good for one draft.
    referral_id = models.UUIDField("referral", unique=True, null=True)
    reference = models.CharField("reference", max_length=12, blank=True)
    envelope_id = models.UUIDField("sealed envelope", unique=True, null=True)
    sent_at = models.DateTimeField("sent at", null=True)
    # When the portal's message step had taken up the release.
    returned_at = models.DateTimeField("back again at", null=True)

    class Meta:
        verbose_name = "synthetic round"
        verbose_name_plural = "synthetic rounds"

    def __str__(self) -> str:
        return f"Round {str(self.pk)[:8]}"


class SyntheticReturn(models.Model):
    """The release of a synthetic referral, which a copier writes; its id is that of the referral."""

    id = models.UUIDField(primary_key=True, editable=False)
    at = models.DateTimeField("released at")

    class Meta:
        verbose_name = "synthetic return"
        verbose_name_plural = "synthetic returns"

    def __str__(self) -> str:
        return f"Return {str(self.pk)[:8]}"
