"""The history of a referral: status changes, eligibility and danger checks, written once.

Screens show these rows; the audit is for investigators. Nothing here refers to the other side of
the wall.
"""

from django.conf import settings
from django.db import models

from referral_portal.common.models import Immutable
from referrals.enums import EndingCode, Status


class StatusChange(Immutable):
    """One step of one referral: its statuses, the user, the time and the reason."""

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
    # The referral that stays open, where this one was closed because the person has two.
    duplicate_of = models.ForeignKey(
        "referrals.Referral",
        verbose_name="duplicate of",
        on_delete=models.PROTECT,  # history outlives everything
        related_name="duplicates",
        null=True,
        blank=True,
    )
    # Only where a referral is declined: a name and an agency. Without a referrer, also the date on
    # which they look at the risk again.
    risk_holder = models.CharField("holds the risk now", max_length=120, blank=True, default="")
    risk_review_on = models.DateField("looks at the risk again on", null=True, blank=True)
    at = models.DateTimeField("when", db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="by",
        on_delete=models.PROTECT,  # the user who decided stays on record
        related_name="+",
        null=True,  # empty for the participant's own step and for the system's
        blank=True,
    )

    class Meta:
        verbose_name = "status change"
        verbose_name_plural = "status changes"
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "number"], name="status_change_number_once"
            ),
            models.CheckConstraint(
                condition=models.Q(duplicate_of__isnull=True)
                | models.Q(code=EndingCode.DUPLICATE)
                & ~models.Q(duplicate_of=models.F("referral")),
                name="status_change_duplicate_of_another",
                violation_error_message="Only a duplicate of another referral names it.",
            ),
        ]

    def __str__(self) -> str:
        return f"Status change {self.pk}"


class EligibilityCheck(Immutable):
    """What the criteria said about the answers on one day, with the criteria's version."""

    referral = models.ForeignKey(
        "referrals.Referral",
        verbose_name="referral",
        on_delete=models.PROTECT,  # we must be able to explain a decision years later
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


class DangerCheck(Immutable):
    """The signs of danger in the answers, with the version of the table that found them."""

    referral = models.ForeignKey(
        "referrals.Referral",
        verbose_name="referral",
        on_delete=models.PROTECT,  # we must be able to explain a decision years later
        related_name="danger_checks",
    )
    at = models.DateTimeField("when")
    version = models.PositiveSmallIntegerField("version of the danger signs")
    # Of each: its code, words, level, source and fields, the most urgent first.
    signs = models.JSONField("signs of danger", default=list)

    class Meta:
        verbose_name = "danger check"
        verbose_name_plural = "danger checks"

    def __str__(self) -> str:
        return f"Danger check {self.pk}"
