"""Who may see a restricted referral, and every change of that with its reason."""

from django.conf import settings
from django.db import models

from referral_portal.common.models import Immutable
from referrals.querysets import NamedUserQuerySet


class NamedUser(models.Model):
    """One user who may see one restricted referral."""

    referral = models.ForeignKey(
        "referrals.Referral",
        verbose_name="referral",
        on_delete=models.PROTECT,  # who may see it goes with the referral
        related_name="named_users",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="may see it",
        on_delete=models.PROTECT,  # who could see it stays on record
        related_name="+",
    )
    at = models.DateTimeField("since")

    objects = NamedUserQuerySet.as_manager()

    class Meta:
        verbose_name = "named user"
        verbose_name_plural = "named users"
        constraints = [
            models.UniqueConstraint(fields=["referral", "user"], name="named_user_once"),
        ]

    def __str__(self) -> str:
        return f"Named user {self.pk}"


class NamedUserChange(Immutable):
    """One change of who may see a restricted referral."""

    referral = models.ForeignKey(
        "referrals.Referral",
        verbose_name="referral",
        on_delete=models.PROTECT,  # history outlives everything
        related_name="named_user_changes",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="who",
        on_delete=models.PROTECT,  # who could see it stays on record
        related_name="+",
    )
    is_added = models.BooleanField("added")
    reason = models.TextField("reason", max_length=500)
    at = models.DateTimeField("when")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="by",
        on_delete=models.PROTECT,  # the user who decided stays on record
        related_name="+",
        null=True,  # empty for those who are named when the form arrives
        blank=True,
    )

    class Meta:
        verbose_name = "change of the named users"
        verbose_name_plural = "changes of the named users"

    def __str__(self) -> str:
        return f"Change {self.pk} of the named users"
