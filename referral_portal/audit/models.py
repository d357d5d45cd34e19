"""The audit, for investigators: who did what to which row, and when.

A row holds ids and codes only, never a name or an answer. It has no foreign key, so that a deletion
or a rename cannot change the past. Screens show history from the apps' own rows, not from here.
Beside it are the reports of errors, which say nothing about a person either.
"""

from django.db import models

from referral_portal.common.models import Immutable


class AuditEvent(Immutable):
    """One action of a user, of the public or of the system."""

    at = models.DateTimeField("when")
    action = models.CharField("action", max_length=80)
    actor_id = models.BigIntegerField("account", null=True, blank=True)
    actor_kind = models.CharField("kind of actor", max_length=20)
    target_kind = models.CharField("kind of row", max_length=60)
    target_id = models.CharField("row", max_length=64)
    data = models.JSONField("codes", default=dict, blank=True)

    class Meta:
        verbose_name = "audit event"
        verbose_name_plural = "audit events"
        # Each filter of the audit's page reads its events in the order of time.
        indexes = [
            models.Index(fields=["at", "id"], name="audit_at"),
            models.Index(fields=["action", "at", "id"], name="audit_action"),
            models.Index(fields=["actor_id", "at", "id"], name="audit_actor"),
            models.Index(fields=["actor_kind", "at", "id"], name="audit_actor_kind"),
            models.Index(fields=["target_id", "target_kind", "at", "id"], name="audit_row"),
        ]

    def __str__(self) -> str:
        return f"Audit event {self.pk}"


class BaseErrorReport(models.Model):
    """One unhandled exception: what kind, where in our code and when; reports.py writes it."""

    at = models.DateTimeField("when", db_index=True)
    kind = models.CharField("kind of error", max_length=80)
    place = models.CharField("place in the code", max_length=160, blank=True)
    # The name of a view or of a task, never an address.
    view = models.CharField("page or task", max_length=100, blank=True)
    is_task = models.BooleanField("background work", default=False)
    # The id under which the log has the lines of the same request.
    request = models.CharField("request", max_length=12, blank=True)
    # When the duty mailbox was told of it.
    told_at = models.DateTimeField("told at", null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"Error report {self.pk}"


class ErrorReport(BaseErrorReport):
    """One unhandled exception in the portal."""

    class Meta:
        verbose_name = "error report"
        verbose_name_plural = "error reports"
