"""Handbacks about sessions and concerns, which a copier inserts and the portal only reads.

Every participant gets a check before every session, so that a check reveals nothing. The text of a
concern is sealed: these rows say only that a user raised a concern, and its state.
"""

import uuid

from django.conf import settings
from django.db import models

from cohorts.enums import CheckState, ConcernState
from referral_portal.common.models import Immutable


class SessionCheck(Immutable):
    """The check of one participant before one session; the highest sequence counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session_id = models.BigIntegerField("session", db_index=True)
    enrolment_id = models.UUIDField("enrolment")
    state = models.CharField("answer", max_length=20, choices=CheckState)
    sequence = models.BigIntegerField("sequence")
    released_at = models.DateTimeField("answered at")

    class Meta:
        verbose_name = "session check"
        verbose_name_plural = "session checks"

    def __str__(self) -> str:
        return "Session check"


class RaisedConcern(Immutable):
    """A concern that a user raised about a participant, without its text."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enrolment = models.ForeignKey(
        "cohorts.Enrolment",
        verbose_name="enrolment",
        on_delete=models.PROTECT,  # a concern outlives the place
        related_name="+",
    )
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="raised by",
        on_delete=models.PROTECT,  # the user who raised it reads its state
        related_name="+",
    )
    raised_at = models.DateTimeField("raised at")

    class Meta:
        verbose_name = "raised concern"
        verbose_name_plural = "raised concerns"

    def __str__(self) -> str:
        return "Raised concern"


class ConcernReceipt(Immutable):
    """The state of a raised concern; the highest sequence counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern_id = models.UUIDField("concern", db_index=True)
    state = models.CharField("state", max_length=20, choices=ConcernState)
    sequence = models.BigIntegerField("sequence")
    released_at = models.DateTimeField("answered at")

    class Meta:
        verbose_name = "concern receipt"
        verbose_name_plural = "concern receipts"

    def __str__(self) -> str:
        return "Concern receipt"
