"""The access history and the audit of this side, written once and never changed.

No page is shown without its access record. Records hold ids and codes only. The records of one case
form a chain; so do those of the lists that one link worker has seen. safeguarding/access/chains.py
checks the chains.
"""

from django.db import models

from referral_portal.common.chain import link_digest
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
    number = models.PositiveIntegerField("number in its chain")
    previous = models.CharField("digest of the one before", max_length=64)
    digest = models.CharField("digest", max_length=64)

    class Meta:
        verbose_name = "access record"
        verbose_name_plural = "access records"
        indexes = [models.Index(fields=["case", "-at"], name="access_latest")]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "number"],
                name="access_case_chain",
                condition=models.Q(case__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["worker", "number"],
                name="access_worker_chain",
                condition=models.Q(case__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"Access record {self.pk}"

    def expected_digest(self) -> str:
        """Return the digest that this record must have."""
        content = {
            "case": str(self.case_id) if self.case_id else None,
            "worker": self.worker_id,
            "at": self.at,
            "what": str(self.what),
            "page": self.page,
            "case_ids": self.case_ids,
        }
        return link_digest(previous=self.previous, number=self.number, content=content)


class SafeguardingEvent(Immutable):
    """One thing that a link worker or the system did: this side's own audit."""

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
