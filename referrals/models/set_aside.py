"""Every time a referral was set aside with others of a burst, or brought back; written once."""

from django.conf import settings
from django.db import models

from referral_portal.common.models import Immutable


class SetAsideChange(Immutable):
    """One referral set aside, with the reason, or brought back."""

    referral = models.ForeignKey(
        "referrals.Referral",
        verbose_name="referral",
        on_delete=models.PROTECT,  # history outlives everything
        related_name="set_aside_changes",
    )
    is_set_aside = models.BooleanField("set aside")
    reason = models.TextField("reason", max_length=500, blank=True)
    at = models.DateTimeField("when", db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="by",
        on_delete=models.PROTECT,  # the user who decided stays on record
        related_name="+",
    )

    class Meta:
        verbose_name = "setting aside"
        verbose_name_plural = "settings aside"

    def __str__(self) -> str:
        return f"Setting aside {self.pk}"
