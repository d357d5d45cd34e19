"""Opaque answers that arrive for staff: released cards, and participants who are kept apart.

A copier inserts these rows; the portal never does. A card tells its audience what they need to know
and not where it comes from. Only the placement rules read keep-apart rows; no page lists them.
"""

import uuid

from django.db import models
from django.db.models import TextChoices

from referral_portal.common.models import Immutable


class CardAudience(TextChoices):
    COORDINATOR = "coordinator", "Coordinator"
    MANAGER = "manager", "Programme manager"
    FACILITATORS = "facilitators", "Facilitators of the cohort"


class CardBasis(TextChoices):
    AGREED = "agreed", "Agreed"
    RISK_TO_LIFE = "risk", "Risk to life or to a child"
    LEGAL_DUTY = "duty", "Legal duty"


class ReleasedCard(Immutable):
    """A text released to a named audience about one referral, until it expires."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral_id = models.UUIDField("referral", db_index=True)
    audience = models.CharField("for", max_length=20, choices=CardAudience)
    basis = models.CharField("basis", max_length=20, choices=CardBasis)
    text = models.TextField("text", max_length=1000)
    asks_reply = models.BooleanField("asks for a reply", default=False)
    expires_on = models.DateField("shown until")
    sequence = models.BigIntegerField("sequence")
    released_at = models.DateTimeField("released at")

    class Meta:
        verbose_name = "released card"
        verbose_name_plural = "released cards"

    def __str__(self) -> str:
        return "Released card"


class KeepApart(Immutable):
    """Two referrals that must not share a cohort, or one that must not join a cohort or venue."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral_id = models.UUIDField("referral", db_index=True)
    other_referral_id = models.UUIDField("other referral", null=True, blank=True, db_index=True)
    cohort_id = models.UUIDField("cohort", null=True, blank=True)
    venue_id = models.BigIntegerField("venue", null=True, blank=True)
    ends = models.BooleanField("ends an earlier row like this", default=False)
    sequence = models.BigIntegerField("sequence")
    released_at = models.DateTimeField("released at")

    class Meta:
        verbose_name = "keep apart"
        verbose_name_plural = "keep apart"

    def __str__(self) -> str:
        return "Keep apart"
