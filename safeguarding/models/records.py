"""Who looked at what, and who did what, on this side of the wall. Written once, never changed.

No record of access, no page. Records hold ids and codes only.
"""

from django.db import models

from referral_portal.common.models import Immutable
from safeguarding.enums import Shown


class AccessRecord(Immutable):
    """One look at one case, or at a list with the ids of its cases."""

    worker = models.ForeignKey(
        "safeguarding.Worker",
        verbose_name="who",
        on_delete=models.PROTECT,  # who looked stays on record
        related_name="+",
    )
    at = models.DateTimeField("when", db_index=True)
    what = models.CharField("what", max_length=20, choices=Shown)
    page = models.CharField("page", max_length=40)
    case = models.ForeignKey(
        "safeguarding.VictimCase",
        verbose_name="case",
        on_delete=models.PROTECT,  # who looked stays on record
        related_name="access_records",
        null=True,
        blank=True,
    )
    case_ids = models.JSONField("cases of a list", default=list)

    class Meta:
        verbose_name = "access record"
        verbose_name_plural = "access records"
        indexes = [models.Index(fields=["case", "-at"], name="access_latest")]

    def __str__(self) -> str:
        return f"Access record {self.pk}"


class SafeguardingEvent(Immutable):
    """One thing somebody did: this side's own audit."""

    at = models.DateTimeField("when", db_index=True)
    action = models.CharField("action", max_length=80, db_index=True)
    worker_id = models.BigIntegerField("link worker", null=True, blank=True)
    target_kind = models.CharField("kind of row", max_length=60)
    target_id = models.CharField("row", max_length=64, db_index=True)
    data = models.JSONField("codes", default=dict)

    class Meta:
        verbose_name = "event"
        verbose_name_plural = "events"

    def __str__(self) -> str:
        return f"Event {self.pk}"
