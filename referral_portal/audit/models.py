"""The audit, for investigators: who did what to which row, and when.

A row holds ids and codes only, never a name or an answer. It has no foreign key, so that a deletion
or a rename cannot change the past. Screens show history from the apps' own rows, not from here.
"""

from django.db import models

from referral_portal.common.models import Immutable


class AuditEvent(Immutable):
    """One action of a user, of the public or of the system."""

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
