"""Every change of who works on a referral, written once."""

from django.conf import settings
from django.db import models

from referral_portal.common.models import Immutable
from referrals.enums import AssignedHow


class Assignment(Immutable):
    """One referral taken, handed over or put back; `number` counts the changes of one referral."""

    referral = models.ForeignKey(
        "referrals.Referral",
        verbose_name="referral",
        on_delete=models.PROTECT,  # history outlives everything
        related_name="assignments",
    )
    number = models.PositiveIntegerField("number")
    how = models.CharField("how", max_length=20, choices=AssignedHow)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="assigned to",
        on_delete=models.PROTECT,  # the coordinator who had it stays on record
        related_name="+",
        null=True,  # empty where it was put back
        blank=True,
    )
    words = models.TextField("reason", max_length=500, blank=True)
    at = models.DateTimeField("when")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="by",
        on_delete=models.PROTECT,  # the user who decided stays on record
        related_name="+",
    )

    class Meta:
        verbose_name = "assignment"
        verbose_name_plural = "assignments"
        constraints = [
            models.UniqueConstraint(fields=["referral", "number"], name="assignment_number_once"),
        ]

    def __str__(self) -> str:
        return f"Assignment {self.pk}"
