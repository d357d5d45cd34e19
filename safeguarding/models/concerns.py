"""The concerns that staff raised, and what link workers did about each.

The level follows from the answers of the member of staff and comes in the envelope. A step is written
once and never changes; the newest says whether a second link worker is asked to agree.
"""

from django.db import models
from django.db.models import Q

from cohorts.concern_levels import ConcernLevel
from cohorts.enums import ConcernState
from referral_portal.common.constraints import one_of
from referral_portal.common.models import Immutable
from safeguarding.columns import NumberedAhead, SealedField
from safeguarding.enums import ConcernStepKind
from safeguarding.models.cases import CONTENTS_BLOCK, VictimCase


class Concern(models.Model):
    """A concern that staff raised; its id is the envelope's, by which the portal knows it."""

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.ForeignKey(
        VictimCase,
        verbose_name="case",
        on_delete=models.PROTECT,  # what was raised stays on record
        related_name="concerns",
    )
    contents = SealedField("what was raised", block=CONTENTS_BLOCK)
    # 0 is the most urgent. Empty when the form asked for no level; it is then taken as high.
    level = models.PositiveSmallIntegerField("level", null=True, blank=True)
    raised_at = models.DateTimeField("raised at")
    state = models.CharField(
        "state", max_length=20, choices=ConcernState, default=ConcernState.RECEIVED
    )
    state_at = models.DateTimeField("in this state since")

    class Meta:
        verbose_name = "concern"
        verbose_name_plural = "concerns"
        constraints = [
            one_of("state", ConcernState, name="concern_state_known"),
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(level__lte=int(ConcernLevel.INFORMATION)),
                name="concern_level_known",
                violation_error_message="A level is 0 to 3.",
            ),
        ]

    def __str__(self) -> str:
        return "Concern"

    @property
    def rank(self) -> int:
        """The level, where one that is not known counts as high."""
        return ConcernLevel.HIGH if self.level is None else self.level

    @property
    def needs_second(self) -> bool:
        """Whether closing it needs a second person; a level that is not known does."""
        return self.rank <= ConcernLevel.HIGH


class ConcernStep(NumberedAhead, Immutable):
    """What one link worker did about a concern, in words."""

    case = models.ForeignKey(
        VictimCase,
        verbose_name="case",
        on_delete=models.PROTECT,  # what was done stays on record
        related_name="+",
    )
    concern = models.ForeignKey(
        Concern,
        verbose_name="concern",
        on_delete=models.PROTECT,  # what was done stays on record
        related_name="steps",
    )
    kind = models.CharField("what", max_length=20, choices=ConcernStepKind)
    words = SealedField("in words", blank=True, block=1024)
    by = models.ForeignKey(
        "safeguarding.Worker",
        verbose_name="by",
        on_delete=models.PROTECT,  # who did it stays on record
        related_name="+",
    )
    at = models.DateTimeField("when")

    class Meta:
        verbose_name = "step about a concern"
        verbose_name_plural = "steps about concerns"
        constraints = [one_of("kind", ConcernStepKind, name="concern_step_known")]
        indexes = [models.Index(fields=["concern", "at"], name="concern_steps")]

    def __str__(self) -> str:
        return f"Step about a concern {self.pk}"
