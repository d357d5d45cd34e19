"""Answers that staff changed after a form was sent, and answers that were taken out.

A referral holds its answers as they are now. What each said before is here, with the reason. Only a
redaction takes words out again, and only with a second user.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from referral_portal.common.by_row import refers_to
from referral_portal.common.constraints import both_or_neither
from referral_portal.common.models import Immutable, ImmutableQuerySet


class AmendmentQuerySet(ImmutableQuerySet):
    """Amendments: written once, except for words that a redaction takes out."""

    def take_words_out(self, words: str) -> int:
        """Replace what these amendments say with `words`; return how many there are."""
        changed = {"old": words, "new": words, "reason": words, "is_redacted": True}
        return super(ImmutableQuerySet, self).update(**changed)


class Amendment(Immutable):
    """One answer that was changed, before and after, in the words of the form."""

    referral = models.ForeignKey(
        "referrals.Referral",
        verbose_name="referral",
        on_delete=models.PROTECT,  # history outlives everything
        related_name="amendments",
    )
    # The version that the referral got: the answers of one page are changed together.
    number = models.PositiveIntegerField("number")
    page = models.CharField("page of the form", max_length=40)
    name = models.CharField("answer", max_length=60)
    question = models.CharField("question", max_length=300)
    old = models.TextField("before", blank=True)
    new = models.TextField("after", blank=True)
    reason = models.TextField("reason", max_length=500)
    is_redacted = models.BooleanField("words taken out", default=False)
    at = models.DateTimeField("when", db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="by",
        on_delete=models.PROTECT,  # the user who amended stays on record
        related_name="+",
    )

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = "amendment"
        verbose_name_plural = "amendments"
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "number", "name"], name="amendment_answer_once"
            )
        ]

    def __str__(self) -> str:
        return f"Amendment {self.pk}"


class EarlierContact(Immutable):
    """How a participant could be reached before an amendment.

    A number that was amended may still be the participant's: it is never safe for another person.
    """

    participant = models.ForeignKey(
        "referrals.Participant",
        verbose_name="participant",
        on_delete=models.PROTECT,  # it protects a person for as long as the form is kept
        related_name="earlier_contacts",
    )
    phone = models.CharField("telephone", max_length=20, blank=True)
    email = models.EmailField("e-mail", blank=True)
    address = models.CharField("address", max_length=300, blank=True)
    postcode = models.CharField("postcode", max_length=8, blank=True)
    ended_at = models.DateTimeField("until")

    class Meta:
        verbose_name = "earlier contact details"
        verbose_name_plural = "earlier contact details"

    def __str__(self) -> str:
        return f"Earlier contact details {self.pk}"


class RedactionQuerySet(models.QuerySet):
    """Redactions that were asked for."""

    def visible_to(self, user) -> "RedactionQuerySet":
        """Return the undecided ones of referrals that `user` sees, without what `user` asked for."""
        referrals = self.model._meta.get_field("referral").related_model.objects
        seen = refers_to("referral", referrals.visible_to(user))
        return self.filter(seen, decided_at=None).exclude(asked_by=user.pk)


class Redaction(models.Model):
    """One answer that a user asked to take out, and what a second user decided."""

    referral = models.ForeignKey(
        "referrals.Referral",
        verbose_name="referral",
        on_delete=models.PROTECT,  # history outlives everything
        related_name="redactions",
    )
    page = models.CharField("page of the form", max_length=40)
    name = models.CharField("answer", max_length=60)
    question = models.CharField("question", max_length=300)
    reason = models.TextField("reason", max_length=500)
    asked_at = models.DateTimeField("asked at")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="asked by",
        on_delete=models.PROTECT,  # the user who asked stays on record
        related_name="+",
    )
    decided_at = models.DateTimeField("decided at", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="decided by",
        on_delete=models.PROTECT,  # the user who decided stays on record
        related_name="+",
        null=True,
        blank=True,
    )
    is_agreed = models.BooleanField("agreed", default=False)

    objects = RedactionQuerySet.as_manager()

    class Meta:
        verbose_name = "redaction"
        verbose_name_plural = "redactions"
        constraints = [
            both_or_neither("decided_at", "decided_by", name="redaction_decision_whole"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("asked_by")),
                name="redaction_by_two",
                violation_error_message="Another user decides about a redaction.",
            ),
            models.UniqueConstraint(
                fields=["referral", "name"],
                condition=Q(decided_at__isnull=True),
                name="redaction_asked_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_at"],
                condition=Q(decided_at__isnull=True),
                name="redaction_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"Redaction {self.pk}"
