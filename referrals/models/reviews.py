"""The review of a decision: the participant or the referrer asks once, and another user looks at it.

A review that is not settled has a date. The database refuses one by the user who decided.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q, TextChoices

from referral_portal.common.constraints import both_or_neither, one_of
from referrals.querysets import DecisionReviewQuerySet


class ReviewAsker(TextChoices):
    PARTICIPANT = "participant", "The participant"
    REFERRER = "referrer", "The referrer"


class ReviewOutcome(TextChoices):
    UPHELD = "upheld", "Upheld: the decision stays"
    OVERTURNED = "overturned", "Overturned: the decision is changed"
    NOT_WANTED = "not_wanted", "No longer wanted by those who asked"


class DecisionReview(models.Model):
    """One review of one decision: who asked and why, who reviews it and until when, and the result."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(
        "referrals.Referral",
        verbose_name="referral",
        on_delete=models.PROTECT,  # we must be able to explain it years later
        related_name="decision_reviews",
    )
    # One to one: a decision is reviewed once, for the participant or for the referrer.
    decision = models.OneToOneField(
        "referrals.StatusChange",
        verbose_name="decision",
        on_delete=models.PROTECT,  # a review without its decision means nothing
        related_name="review",
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="decided by",
        on_delete=models.PROTECT,  # the user who decided stays on record
        related_name="+",
        null=True,  # empty where no user took the step
        blank=True,
    )
    asked_by = models.CharField("asked by", max_length=20, choices=ReviewAsker)
    why = models.TextField("why the decision is wrong", max_length=2000)
    asked_at = models.DateTimeField("asked at")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="recorded by",
        on_delete=models.PROTECT,  # the user who recorded it stays on record
        related_name="+",
    )
    due_at = models.DateTimeField("due at")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="reviewer",
        on_delete=models.PROTECT,  # the reviewer stays on record
        related_name="+",
        null=True,
        blank=True,
    )
    outcome = models.CharField(
        "result", max_length=20, choices=ReviewOutcome, null=True, blank=True
    )
    words = models.TextField("reasons", max_length=2000, blank=True)
    settled_at = models.DateTimeField("settled at", null=True, blank=True)
    # Every verb adds one: a form from before the last change is refused.
    version = models.PositiveIntegerField("version", default=1)

    objects = DecisionReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "review of a decision"
        verbose_name_plural = "reviews of decisions"
        constraints = [
            one_of("asked_by", ReviewAsker, name="review_asker_known"),
            both_or_neither("settled_at", "outcome", name="review_result_whole"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(reviewer__isnull=True)
                | ~Q(reviewer=models.F("decided_by")),
                name="review_by_another_user",
                violation_error_message="A decision is reviewed by another user.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(settled_at__isnull=True),
                name="review_open",
            ),
        ]

    def __str__(self) -> str:
        return f"Review {str(self.pk)[:8]}"
