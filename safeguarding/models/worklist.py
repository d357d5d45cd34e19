"""The alerts on the worklist: one row for each thing that happened.

`source` is unique, so that reading the portal twice raises no alert twice. `detail` holds codes and
ids of the portal, never a name.
"""

from django.db import models

from referral_portal.common.constraints import both_or_neither, one_of
from safeguarding.enums import AlertKind, AlertOutcome
from safeguarding.querysets import AlertQuerySet


class Alert(models.Model):
    """One thing that waits on the worklist until a link worker has dealt with it."""

    kind = models.CharField("kind", max_length=20, choices=AlertKind)
    urgency = models.PositiveSmallIntegerField("urgency")  # lower comes first
    source = models.CharField("cause", max_length=160, unique=True)
    case = models.ForeignKey(
        "safeguarding.VictimCase",
        verbose_name="case",
        on_delete=models.PROTECT,  # what was raised stays on record
        related_name="alerts",
    )
    detail = models.JSONField("codes", default=dict)
    raised_at = models.DateTimeField("happened at")
    handled_at = models.DateTimeField("handled at", null=True, blank=True)
    # Empty when something that happened in the portal closed it.
    handled_by = models.ForeignKey(
        "safeguarding.Worker",
        verbose_name="handled by",
        on_delete=models.PROTECT,  # who handled it stays on record
        related_name="+",
        null=True,
        blank=True,
    )
    outcome = models.CharField(
        "outcome", max_length=20, choices=AlertOutcome, null=True, blank=True
    )

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = "alert"
        verbose_name_plural = "alerts"
        constraints = [
            one_of("kind", AlertKind, name="alert_kind_known"),
            both_or_neither("handled_at", "outcome", name="alert_handled_whole"),
        ]
        indexes = [
            models.Index(
                fields=["urgency", "raised_at", "id"],
                name="alert_waiting",
                condition=models.Q(handled_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"Alert {self.pk}"
