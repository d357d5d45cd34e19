"""Who said that there is nobody to tell, and who sent a message before everyone was told.

Rows are written once and never change. A second link worker reads the first and agrees by releasing.
"""

from django.db import models

from referral_portal.common.models import Immutable
from safeguarding.columns import NumberedAhead, SealedField


def _worker(words: str, *, required: bool = True) -> models.ForeignKey:
    return models.ForeignKey(
        "safeguarding.Worker",
        verbose_name=words,
        on_delete=models.PROTECT,  # who said so stays on record
        related_name="+",
        null=not required,
        blank=not required,
    )


class NobodyToTell(NumberedAhead, Immutable):
    """One link worker's statement that nobody has to be told, on a case that may name a person."""

    case = models.ForeignKey(
        "safeguarding.VictimCase",
        verbose_name="case",
        on_delete=models.PROTECT,  # what was said stays on record
        related_name="nobody_to_tell",
    )
    why = SealedField("why", block=1024)
    by = _worker("by")
    at = models.DateTimeField("when")

    class Meta:
        verbose_name = "statement that there is nobody to tell"
        verbose_name_plural = "statements that there is nobody to tell"

    def __str__(self) -> str:
        return f"Nobody to tell {self.pk}"


class ReleaseOverride(NumberedAhead, Immutable):
    """A message that a manager sent before everyone was told; `name` is a manager of the portal."""

    case = models.ForeignKey(
        "safeguarding.VictimCase",
        verbose_name="case",
        on_delete=models.PROTECT,  # what was sent stays on record
        related_name="overrides",
    )
    message_id = models.UUIDField("message", unique=True)
    by = _worker("the link workers’ manager", required=False)
    name = models.CharField("the programme’s manager", max_length=150, blank=True)
    why = SealedField("why", blank=True, block=1024)
    at = models.DateTimeField("when")

    class Meta:
        verbose_name = "override of a release"
        verbose_name_plural = "overrides of releases"

    def __str__(self) -> str:
        return f"Override {self.pk}"
