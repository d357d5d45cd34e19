"""Exceptions to who may open a case: access that two people agree on, and blocked colleagues.

A blocked colleague, manager or not, does not see, find, receive or open the case. Rows are decided
or ended once, and stay.
"""

from django.db import models
from django.db.models import F, Q

from referral_portal.common.constraints import both_or_neither
from safeguarding.columns import NumberedAhead, SealedField


def _worker(words: str, name: str, *, required: bool = True) -> models.ForeignKey:
    return models.ForeignKey(
        "safeguarding.Worker",
        verbose_name=words,
        on_delete=models.PROTECT,  # who decided about access stays on record
        related_name=name,
        null=not required,
        blank=not required,
    )


def _case(name: str) -> models.ForeignKey:
    return models.ForeignKey(
        "safeguarding.VictimCase",
        verbose_name="case",
        on_delete=models.PROTECT,  # who could open it stays on record
        related_name=name,
    )


class CaseOpening(NumberedAhead):
    """A link worker's request for access to a colleague's case, and the decision of a second person."""

    case = _case("access_requests")
    worker = _worker("who asks", "access_requests")
    reason = SealedField("why")
    asked_at = models.DateTimeField("asked at")
    decided_by = _worker("decided by", "+", required=False)
    decided_at = models.DateTimeField("decided at", null=True, blank=True)
    # Set when a second person agrees; until then there is no access.
    expires_at = models.DateTimeField("access until", null=True, blank=True)

    class Meta:
        verbose_name = "access request"
        verbose_name_plural = "access requests"
        constraints = [
            both_or_neither("decided_by", "decided_at", name="opening_decided_whole"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("worker")),
                name="opening_needs_two",
                violation_error_message="Nobody agrees to their own request.",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True) | Q(decided_by__isnull=False),
                name="opening_open_once_decided",
                violation_error_message="Access is given only when a second person has agreed.",
            ),
        ]

    def __str__(self) -> str:
        return f"Access request {self.pk}"


class Exclusion(NumberedAhead):
    """A colleague who must not work on a case: they know the people on it, or are one of them."""

    case = _case("exclusions")
    worker = _worker("who", "exclusions")
    reason = SealedField("why")
    added_by = _worker("added by", "+")
    added_at = models.DateTimeField("added at")
    ended_by = _worker("ended by", "+", required=False)
    ended_at = models.DateTimeField("ended at", null=True, blank=True)

    class Meta:
        verbose_name = "exclusion"
        verbose_name_plural = "exclusions"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "worker"],
                name="excluded_once",
                condition=Q(ended_at__isnull=True),
            ),
            both_or_neither("ended_by", "ended_at", name="exclusion_ended_whole"),
        ]

    def __str__(self) -> str:
        return f"Exclusion {self.pk}"
