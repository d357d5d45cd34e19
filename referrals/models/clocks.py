"""How each clock of a referral ended: kept or missed, written down when it happened."""

from django.db import models
from django.db.models import F, Q

from referral_portal.common.constraints import one_of
from referrals.enums import Clock


class ClockResult(models.Model):
    """The end of one clock of one referral.

    It is never worked out again: a later rule or closure does not make a kept time a missed one.
    """

    referral = models.ForeignKey(
        "referrals.Referral",
        verbose_name="referral",
        on_delete=models.PROTECT,  # the monthly figures rest on it
        related_name="clock_results",
    )
    clock = models.CharField("clock", max_length=10, choices=Clock)
    due_at = models.DateTimeField("due at")
    at = models.DateTimeField("happened at")
    is_kept = models.BooleanField("in time")
    # When a decision was undone: its clock runs again.
    undone_at = models.DateTimeField("undone at", null=True, blank=True)

    class Meta:
        verbose_name = "clock result"
        verbose_name_plural = "clock results"
        constraints = [
            one_of("clock", Clock, name="clock_result_clock_known"),
            models.UniqueConstraint(
                fields=["referral", "clock"],
                condition=Q(undone_at__isnull=True),
                name="clock_result_once",
            ),
            models.CheckConstraint(
                condition=Q(is_kept=True, at__lte=F("due_at"))
                | Q(is_kept=False, at__gt=F("due_at")),
                name="clock_result_kept_is_in_time",
                violation_error_message="A clock is kept when it ends by the time that was due.",
            ),
        ]
        indexes = [
            # The figures of each month.
            models.Index(
                fields=["at", "clock", "is_kept", "referral"],
                condition=Q(undone_at__isnull=True),
                name="clock_result_by_month",
            )
        ]

    def __str__(self) -> str:
        return f"Clock result {self.pk}"
