"""A case: the people whom one participant may harm.

It names its referral by id and reference only; the portal knows nothing of it. The answers of a form
are unverified, and stay apart from what link workers find out.
"""

import uuid

from django.db import models

from referral_portal.common.models import Immutable
from referrals.danger_signs import Level
from safeguarding.columns import NumberedAhead, SealedField
from safeguarding.enums import AFTER_OTHERS, TAKING
from safeguarding.querysets import CaseQuerySet

CONTENTS_BLOCK = 4096  # bytes: most forms and most notes are then alike


class VictimCase(models.Model):
    """One case, for one referral."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral_id = models.UUIDField("referral", unique=True)
    reference = models.CharField("reference", max_length=12, unique=True)
    opened_at = models.DateTimeField("opened at")
    owner = models.ForeignKey(
        "safeguarding.Worker",
        verbose_name="link worker",
        on_delete=models.PROTECT,  # who had a case stays on record
        related_name="cases",
        null=True,
        blank=True,
    )
    # By part of the envelope: the page and its answers, as sent. Null until the envelope is opened.
    contents = SealedField("what the form said", null=True, blank=True, block=CONTENTS_BLOCK)
    # The key under which its people are filed for the search; empty until they are filed.
    indexed_key = models.CharField("key of its search words", max_length=16, blank=True, default="")
    # How urgent the signs of danger are, 1 to 4; 0 until they have been read.
    danger_level = models.PositiveSmallIntegerField("level of danger", default=0)
    # The version of the signs that were read for it; 0 when something new is to be read.
    danger_version = models.PositiveSmallIntegerField("version of its danger signs", default=0)
    # Since when the desk has set its form aside with others of a burst.
    set_aside_at = models.DateTimeField("set aside on the desk at", null=True, blank=True)
    # Null while the case is open; an alert reopens it.
    closed_at = models.DateTimeField("closed at", null=True, blank=True)
    # The number of the normal forms in which they are filed.
    indexed_forms = models.PositiveSmallIntegerField("forms of its search words", default=0)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "case"
        verbose_name_plural = "cases"
        indexes = [
            models.Index(fields=["owner", "-opened_at", "id"], name="case_list"),
            # The cases whose signs are still to be read, the newest first.
            models.Index(fields=["danger_version", "-opened_at", "id"], name="case_danger"),
        ]

    def __str__(self) -> str:
        return f"Case {self.reference}"

    def rank_of(self, kind: str, level: int) -> int:
        """Return the level by which the worklist ranks an alert of this case."""
        is_last = self.set_aside_at and kind in TAKING and level == Level.NONE
        return AFTER_OTHERS if is_last else level


class CaseClosing(NumberedAhead, Immutable):
    """Who closed a case, and why; it stays when the case is reopened."""

    case = models.ForeignKey(
        VictimCase,
        verbose_name="case",
        on_delete=models.PROTECT,  # why a case was closed stays on record
        related_name="closings",
    )
    why = SealedField("why", block=1024)
    by = models.ForeignKey(
        "safeguarding.Worker",
        verbose_name="by",
        on_delete=models.PROTECT,  # who closed a case stays on record
        related_name="+",
    )
    at = models.DateTimeField("when")

    class Meta:
        verbose_name = "closing of a case"
        verbose_name_plural = "closings of cases"

    def __str__(self) -> str:
        return f"Closing {self.pk}"


class SealedNote(Immutable):
    """A sealed note from staff of the portal; its id is the envelope's."""

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.ForeignKey(
        VictimCase,
        verbose_name="case",
        on_delete=models.PROTECT,  # what was said stays on record
        related_name="sealed_notes",
    )
    contents = SealedField("what was sent", block=CONTENTS_BLOCK)
    sealed_at = models.DateTimeField("sent at")

    class Meta:
        verbose_name = "sealed note"
        verbose_name_plural = "sealed notes"

    def __str__(self) -> str:
        return "Sealed note"
