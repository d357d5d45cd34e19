"""Synthetic referrals on their way through this side: the only rows that they leave here.

A row is no case. No page, list or figure but monitoring's own knows this table.
"""

from django.db import models

from safeguarding.columns import SealedField
from safeguarding.models.cases import CONTENTS_BLOCK


class SyntheticCase(models.Model):
    """One synthetic referral whose envelope was opened; its id is that of the referral."""

    id = models.UUIDField(primary_key=True, editable=False)
    reference = models.CharField("reference", max_length=12)
    contents = SealedField("what the form said", block=CONTENTS_BLOCK)
    opened_at = models.DateTimeField("opened at", db_index=True)
    # When it had been on the worklist, for the length of one transaction.
    seen_at = models.DateTimeField("seen on the worklist at", null=True)
    returned_at = models.DateTimeField("handed back at", null=True)

    class Meta:
        verbose_name = "synthetic case"
        verbose_name_plural = "synthetic cases"

    def __str__(self) -> str:
        return f"Synthetic case {str(self.pk)[:8]}"
