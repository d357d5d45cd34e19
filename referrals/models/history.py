"""What happened to a referral: its status changes and what the criteria said. Written once.

These rows are what screens show; the audit is for investigators. Nothing here knows the other side
of the wall.
"""

from django.conf import settings
from django.db import models

from referral_portal.common.models import Immutable
from referrals.enums import EndingCode, Status


class StatusChange(Immutable):
    """One step of one referral: from where to where, who, when, why."""

    referral = models.ForeignKey(
        "referrals.Referral",
        verbose_name="referral",
        on_delete=models.PROTECT,  # history outlives everything
        related_name="status_changes",
    )
    number = models.PositiveIntegerField("number")
    verb = models.CharField("what was done", max_length=40)
    from_status = models.CharField("from", max_length=30, choices=Status, blank=True)
    to_status = models.CharField("to", max_length=30, choices=Status)
    code = models.CharField("reason", max_length=30, choices=EndingCode, blank=True)
    words = models.TextField("in words", max_length=2000, blank=True)
    # A name and an agency; only where an agency is refused, which goes on holding it.
    risk_holder = models.CharField("holds the risk now", max_length=120, blank=True, default="")
    at = models.DateTimeField("when", db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="by",
        on_delete=models.PROTECT,  # who decided stays on record
        related_name="+",
        null=True,  # the person himself, or the system
        blank=True,
    )

    class Meta:
        verbose_name = "status change"
        verbose_name_plural = "status changes"
        constraints = [
            models.UniqueConstraint(fields=["referral", "number"], name="status_change_number_once")
        ]

    def __str__(self) -> str:
        return f"Status change {self.pk}"


class EligibilityCheck(Immutable):
    """What the criteria said about the answers on one day, with the criteria's version."""

    referral = models.ForeignKey(
        "referrals.Referral",
        verbose_name="referral",
        on_delete=models.PROTECT,  # a decision must be explicable years later
        related_name="eligibility_checks",
    )
    at = models.DateTimeField("when")
    criteria = models.JSONField("per criterion: outcome and reason")
    programmes = models.JSONField("per programme: fits or not, and why")
    versions = models.JSONField("versions of the criteria")

    class Meta:
        verbose_name = "eligibility check"
        verbose_name_plural = "eligibility checks"

    def __str__(self) -> str:
        return f"Eligibility check {self.pk}"
