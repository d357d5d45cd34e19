"""A complaint about how we worked, and the users it is about, who never read it.

Only programme managers whom it does not name read a complaint, so no list or count of another user knows it.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q, TextChoices

from referral_portal.common.constraints import both_or_neither, one_of
from referral_portal.common.models import Immutable
from referrals.querysets import ComplaintQuerySet


class Complainant(TextChoices):
    PARTICIPANT = "participant", "The participant"
    REFERRER = "referrer", "The referrer"
    OTHER = "other", "Another person"


class ComplaintOutcome(TextChoices):
    UPHELD = "upheld", "Upheld"
    PARTLY = "partly", "Partly upheld"
    NOT_UPHELD = "not_upheld", "Not upheld"
    WITHDRAWN = "withdrawn", "Withdrawn by the person who complained"


class Complaint(models.Model):
    """One complaint: who made it, what it says, by when we reply, and the result."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(
        "referrals.Referral",
        verbose_name="referral",
        on_delete=models.PROTECT,  # we must be able to explain it years later
        related_name="complaints",
    )
    made_by = models.CharField("made by", max_length=20, choices=Complainant)
    words = models.TextField("what it says", max_length=2000)
    made_at = models.DateTimeField("made at")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="recorded by",
        on_delete=models.PROTECT,  # the user who recorded it stays on record
        related_name="+",
    )
    due_at = models.DateTimeField("due at")
    outcome = models.CharField(
        "result", max_length=20, choices=ComplaintOutcome, null=True, blank=True
    )
    reasons = models.TextField("reasons", max_length=2000, blank=True)
    settled_at = models.DateTimeField("settled at", null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="settled by",
        on_delete=models.PROTECT,  # the manager who settled it stays on record
        related_name="+",
        null=True,
        blank=True,
    )

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = "complaint"
        verbose_name_plural = "complaints"
        constraints = [
            one_of("made_by", Complainant, name="complainant_known"),
            both_or_neither("settled_at", "outcome", name="complaint_result_whole"),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(settled_at__isnull=True),
                name="complaint_open",
            ),
        ]

    def __str__(self) -> str:
        return f"Complaint {str(self.pk)[:8]}"


class ComplaintAbout(Immutable):
    """One user whom a complaint is about."""

    complaint = models.ForeignKey(
        Complaint,
        verbose_name="complaint",
        on_delete=models.PROTECT,  # whom it names decides who may read it
        related_name="about",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="about",
        on_delete=models.PROTECT,  # the user it names stays on record
        related_name="+",
    )

    class Meta:
        verbose_name = "user named in a complaint"
        verbose_name_plural = "users named in complaints"
        constraints = [
            models.UniqueConstraint(fields=["complaint", "user"], name="complaint_about_once"),
        ]

    def __str__(self) -> str:
        return f"Named in complaint {str(self.complaint_id)[:8]}"
