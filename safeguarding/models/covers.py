"""Who covers for a link worker, and from when to when; a row is ended once at most, and stays."""

import datetime as dt

from django.db import models
from django.db.models import F, Q

from referral_portal.common.constraints import both_or_neither
from safeguarding.querysets import CoverQuerySet


def _worker(words: str, name: str, *, required: bool = True) -> models.ForeignKey:
    return models.ForeignKey(
        "safeguarding.Worker",
        verbose_name=words,
        on_delete=models.PROTECT,  # who could open a case stays on record
        related_name=name,
        null=not required,
        blank=not required,
    )


class Cover(models.Model):
    """A colleague who works on a link worker's cases for some days; the end needs no step."""

    covered = _worker("who is away", "covers_of_own_cases")
    colleague = _worker("who covers", "covers")
    starts_at = models.DateTimeField("from")
    ends_at = models.DateTimeField("until")
    named_by = _worker("named by", "+")
    named_at = models.DateTimeField("named at")
    ended_by = _worker("ended by", "+", required=False)
    ended_at = models.DateTimeField("ended early at", null=True, blank=True)

    objects = CoverQuerySet.as_manager()

    class Meta:
        verbose_name = "cover"
        verbose_name_plural = "covers"
        indexes = [models.Index(fields=["colleague", "ends_at"], name="cover_of_colleague")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="cover_in_order",
                violation_error_message="Cover ends after it starts.",
            ),
            models.CheckConstraint(
                condition=~Q(covered=F("colleague")),
                name="cover_needs_two",
                violation_error_message="Nobody covers their own cases.",
            ),
            both_or_neither("ended_by", "ended_at", name="cover_ended_whole"),
        ]

    def __str__(self) -> str:
        return f"Cover {self.pk}"

    @property
    def last_moment(self):
        """The last minute of the cover, for words that name a day."""
        return (self.ended_at or self.ends_at) - dt.timedelta(minutes=1)
