"""The tasks of a referral: what staff at the desk still have to do about it, by when, and who."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from referral_portal.common.constraints import both_or_neither


class Task(models.Model):
    """One thing to do about one referral.

    Without an assignee anyone at the desk may do it.
    """

    referral = models.ForeignKey(
        "referrals.Referral",
        verbose_name="referral",
        on_delete=models.PROTECT,  # we must be able to say what we did
        related_name="tasks",
    )
    number = models.PositiveSmallIntegerField("number")
    words = models.CharField("what to do", max_length=200)
    due_on = models.DateField("due on")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="for",
        on_delete=models.PROTECT,  # the user who had it stays on record
        related_name="+",
        null=True,
        blank=True,
    )
    added_at = models.DateTimeField("added at")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="added by",
        on_delete=models.PROTECT,  # the user who added it stays on record
        related_name="+",
    )
    done_at = models.DateTimeField("done at", null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="done by",
        on_delete=models.PROTECT,  # the user who did it stays on record
        related_name="+",
        null=True,
        blank=True,
    )
    outcome = models.CharField("what was done", max_length=500, blank=True)
    # Every verb adds one: a form from before the last change is refused.
    version = models.PositiveIntegerField("version", default=1)

    class Meta:
        verbose_name = "task"
        verbose_name_plural = "tasks"
        constraints = [
            models.UniqueConstraint(fields=["referral", "number"], name="task_number_once"),
            both_or_neither("done_at", "done_by", name="task_done_whole"),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], condition=Q(done_at=None), name="task_open"),
        ]

    def __str__(self) -> str:
        return f"Task {self.pk}"
