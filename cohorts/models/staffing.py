"""Who delivers a cohort: standing staffing, and exceptional grants that end on a date.

A co-facilitator from another agency sees one cohort through a grant, and nothing after its end.
Grants are django-guardian rows with a direct foreign key, so that they go with the cohort.
"""

from django.conf import settings
from django.db import models
from guardian.models import UserObjectPermissionBase

from cohorts.enums import StaffingRole
from referral_portal.common.constraints import in_order, one_of


class Staffing(models.Model):
    """One member of staff delivering one cohort, from a date and perhaps until one."""

    cohort = models.ForeignKey(
        "cohorts.Cohort",
        verbose_name="cohort",
        on_delete=models.PROTECT,  # who delivered stays on record
        related_name="staffing",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="member of staff",
        on_delete=models.PROTECT,  # who delivered stays on record
        related_name="staffing",
    )
    role = models.CharField("role", max_length=20, choices=StaffingRole)
    starts_on = models.DateField("from")
    ends_on = models.DateField("until", null=True, blank=True)

    class Meta:
        verbose_name = "staffing"
        verbose_name_plural = "staffing"
        constraints = [
            models.UniqueConstraint(fields=["cohort", "user"], name="staffing_once"),
            one_of("role", StaffingRole, name="staffing_role_known"),
            in_order("starts_on", "ends_on", name="staffing_in_order"),
        ]

    def __str__(self) -> str:
        return f"Staffing {self.pk}"


class CohortUserObjectPermission(UserObjectPermissionBase):
    """An exceptional grant of one cohort to one account, with its end."""

    content_object = models.ForeignKey(
        "cohorts.Cohort",
        verbose_name="cohort",
        on_delete=models.CASCADE,  # a grant to nothing is nothing
    )
    starts_on = models.DateField("from")
    ends_on = models.DateField("until")
    ended_at = models.DateTimeField("ended early at", null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="granted by",
        on_delete=models.PROTECT,  # who opened the door stays on record
        related_name="+",
    )
    reason = models.CharField("why", max_length=200)

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = "dated grant"
        verbose_name_plural = "dated grants"
        constraints = [in_order("starts_on", "ends_on", name="grant_in_order")]

    def __str__(self) -> str:
        return f"Grant {self.pk}"
