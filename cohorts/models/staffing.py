"""The facilitators of a cohort, and the colleagues who have access to it until a date.

A co-facilitator from another agency sees a cohort only while they have access. These grants are
django-guardian rows with a direct foreign key, so that they are deleted with the cohort.
"""

from django.conf import settings
from django.db import models
from guardian.models import UserObjectPermissionBase

from cohorts.enums import StaffingRole
from referral_portal.common.constraints import in_order, one_of


class Staffing(models.Model):
    """One facilitator of one cohort, from a date and sometimes until a date."""

    cohort = models.ForeignKey(
        "cohorts.Cohort",
        verbose_name="cohort",
        on_delete=models.PROTECT,  # the facilitators stay on record
        related_name="staffing",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="member of staff",
        on_delete=models.PROTECT,  # the facilitators stay on record
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
    """The access of one user to one cohort between two dates."""

    content_object = models.ForeignKey(
        "cohorts.Cohort",
        verbose_name="cohort",
        on_delete=models.CASCADE,  # access means nothing without its cohort
    )
    starts_on = models.DateField("from")
    ends_on = models.DateField("until")
    ended_at = models.DateTimeField("ended early at", null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="granted by",
        on_delete=models.PROTECT,  # the manager stays on record
        related_name="+",
    )
    reason = models.CharField("why", max_length=200)

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = "dated grant"
        verbose_name_plural = "dated grants"
        constraints = [in_order("starts_on", "ends_on", name="grant_in_order")]

    def __str__(self) -> str:
        return f"Grant {self.pk}"
