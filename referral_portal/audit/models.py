"""The investigators' record: who did what to which row, and when.

A row holds ids and codes only, never a name or an answer, and no foreign key, so that neither a
deletion nor a rename can touch the past. Screens read history from the apps' own rows, not here.
"""

from django.db import models

from referral_portal.common.models import Immutable


class AuditEvent(Immutable):
    """One thing somebody did."""

    at = models.DateTimeField("when", db_index=True)
    action = models.CharField("action", max_length=80, db_index=True)
    actor_id = models.BigIntegerField("account", null=True, blank=True, db_index=True)
    actor_kind = models.CharField("kind of actor", max_length=20)
    target_kind = models.CharField("kind of row", max_length=60)
    target_id = models.CharField("row", max_length=64, db_index=True)
    data = models.JSONField("codes", default=dict, blank=True)

    class Meta:
        verbose_name = "audit event"
        verbose_name_plural = "audit events"

    def __str__(self) -> str:
        return f"Audit event {self.pk}"
