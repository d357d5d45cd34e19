"""Who opened a referral a short time ago, so that two users do not work on it at once.

This is no record: the audit has that. A row is deleted after some minutes.
"""

from django.conf import settings
from django.db import models


class RecentLook(models.Model):
    """The newest time that one user opened one referral."""

    referral = models.ForeignKey(
        "referrals.Referral",
        verbose_name="referral",
        on_delete=models.CASCADE,  # a look at nothing says nothing
        related_name="+",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="who",
        on_delete=models.CASCADE,  # it lasts minutes, and the audit keeps the record
        related_name="+",
    )
    at = models.DateTimeField("when", db_index=True)

    class Meta:
        verbose_name = "recent look"
        verbose_name_plural = "recent looks"
        constraints = [
            models.UniqueConstraint(fields=["referral", "user"], name="recent_look_once"),
        ]

    def __str__(self) -> str:
        return f"Recent look {self.pk}"
