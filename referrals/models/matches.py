"""Two participants who may be one person, and what coordinators answered.

A match is found by rules and decided by a coordinator; nothing joins two people by itself. The row
holds the answer in force. Each answer, and each undo, is also a row of history that is written once.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from referral_portal.common.constraints import one_of
from referral_portal.common.models import Immutable
from referrals.enums import MatchAnswer
from referrals.querysets import PossibleMatchQuerySet


class PossibleMatch(models.Model):
    """Two participants who look like one person, and the answer in force."""

    first = models.ForeignKey(
        "referrals.Participant",
        verbose_name="earlier participant",
        on_delete=models.PROTECT,  # the answer stays on record
        related_name="matches_as_first",
    )
    second = models.ForeignKey(
        "referrals.Participant",
        verbose_name="later participant",
        on_delete=models.PROTECT,  # the answer stays on record
        related_name="matches_as_second",
    )
    score = models.PositiveSmallIntegerField("score from 0 to 100", default=0)
    reasons = models.JSONField("codes of the reasons", default=list, blank=True)
    # A coordinator set the two side by side; the rules had not found them.
    by_hand = models.BooleanField("set side by side by a coordinator", default=False)
    answer = models.CharField(
        "answer", max_length=10, choices=MatchAnswer, default=MatchAnswer.UNDECIDED, blank=True
    )
    found_at = models.DateTimeField("found at")

    objects = PossibleMatchQuerySet.as_manager()

    class Meta:
        verbose_name = "possible match"
        verbose_name_plural = "possible matches"
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="match_pair_once"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")),
                name="match_earlier_first",
                violation_error_message="The earlier participant comes first.",
            ),
            one_of("answer", MatchAnswer, name="match_answer_known"),
        ]
        indexes = [
            models.Index(
                fields=["-found_at", "id"],
                name="match_undecided",
                condition=Q(answer__in=["", "not_known"]),
            )
        ]

    def __str__(self) -> str:
        return f"Possible match {self.pk}"


class MatchDecision(Immutable):
    """One answer of one coordinator about two participants, or the undo of an answer."""

    first_id = models.BigIntegerField("earlier participant")
    second_id = models.BigIntegerField("later participant")
    number = models.PositiveIntegerField("number")
    before = models.CharField("answer before", max_length=10, choices=MatchAnswer, blank=True)
    answer = models.CharField("answer", max_length=10, choices=MatchAnswer, blank=True)
    is_undo = models.BooleanField("undoes the answer before", default=False)
    words = models.TextField("in words", max_length=2000, blank=True)
    at = models.DateTimeField("when")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="by",
        on_delete=models.PROTECT,  # the user who decided stays on record
        related_name="+",
    )

    class Meta:
        verbose_name = "match decision"
        verbose_name_plural = "match decisions"
        constraints = [
            models.UniqueConstraint(
                fields=["first_id", "second_id", "number"], name="match_decision_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"Match decision {self.pk}"
