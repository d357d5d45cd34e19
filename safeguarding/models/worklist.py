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
    # How urgent the danger is, of the case or of this concern; lower comes first, 0 is not known yet.
    level = models.PositiveSmallIntegerField("level of danger", default=0)
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

    # Tries since then to reach a person who must still be told; of the one with the most.
    tries = models.PositiveSmallIntegerField("tries without success", default=0)
    next_try_on = models.DateField("next try on", null=True, blank=True)
    # A link worker said that there is nobody to tell, and a second one must agree.
    needs_second = models.BooleanField("a second link worker must agree", default=False)
    # How a message left without a release by the link worker.
    override = models.ForeignKey(
        "safeguarding.ReleaseOverride",
        verbose_name="override",
        on_delete=models.PROTECT,  # who sent it, and why, stays on record
        related_name="alerts",
        null=True,
        blank=True,
    )

    # Set by overrides.py: the message of the override, as it is now.
    message = None

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
                fields=["level", "raised_at", "id"],
                name="alert_by_danger",
                condition=models.Q(handled_at__isnull=True),
            ),
            # The same for the alerts of one case, and so for the cases of one link worker.
            models.Index(
                fields=["case", "level", "raised_at", "id"],
                name="alert_of_case",
                condition=models.Q(handled_at__isnull=True),
            ),
            models.Index(
                fields=["kind", "raised_at", "id"],
                name="alert_by_kind",
                condition=models.Q(handled_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"Alert {self.pk}"
