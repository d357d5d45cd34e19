"""People at risk, the cases they are on, and the reasons why a person is not told.

One person can be on several cases, and a case can have several people. Who they are is encrypted.
Two rows for one person are never merged: a join names both, and can be undone.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from referral_portal.common.constraints import both_or_neither, one_of
from referral_portal.common.models import Immutable
from safeguarding.columns import NumberedAhead, SealedField
from safeguarding.enums import LinkSource, NotToldReason, Relationship


def _worker(words: str, *, required: bool = True) -> models.ForeignKey:
    return models.ForeignKey(
        "safeguarding.Worker",
        verbose_name=words,
        on_delete=models.PROTECT,  # who wrote it stays on record
        related_name="+",
        null=not required,
        blank=not required,
    )


def _case(name: str) -> models.ForeignKey:
    return models.ForeignKey(
        "safeguarding.VictimCase",
        verbose_name="case",
        on_delete=models.PROTECT,  # who was on a case stays on record
        related_name=name,
    )


def person_key(name: str, *, required: bool = True) -> models.ForeignKey:
    """Return a column that names a person at risk."""
    return models.ForeignKey(
        "safeguarding.PersonAtRisk",
        verbose_name="person at risk",
        on_delete=models.PROTECT,  # what belongs to a person stays on record
        related_name=name,
        null=not required,
        blank=not required,
    )


class PersonAtRisk(models.Model):
    """One person at risk, an adult or a child."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    legal_name = SealedField("legal name")
    aliases = SealedField("other names", blank=True)  # one a line
    born_on = SealedField("date of birth", blank=True)  # an ISO date, or nothing
    added_by = _worker("added by")
    added_at = models.DateTimeField("added at")

    class Meta:
        verbose_name = "person at risk"
        verbose_name_plural = "people at risk"

    def __str__(self) -> str:
        return f"Person at risk {str(self.pk)[:8]}"


class PersonOnCase(NumberedAhead):
    """What one person at risk has to do with one case, and whether they must be told of decisions."""

    case = _case("people_links")
    person = person_key("links")
    kind = models.CharField("relationship to the participant", max_length=20, choices=Relationship)
    is_new_partner = models.BooleanField("a new partner", default=False)
    source = models.CharField("how we know", max_length=20, choices=LinkSource)
    verified_by = _worker("verified by", required=False)
    verified_at = models.DateTimeField("verified at", null=True, blank=True)
    must_be_told = models.BooleanField("must be told of decisions", default=True)
    untold_why = SealedField("why they are not told", blank=True)
    added_by = _worker("added by")
    added_at = models.DateTimeField("added at")

    class Meta:
        verbose_name = "person on a case"
        verbose_name_plural = "people on cases"
        constraints = [
            models.UniqueConstraint(fields=["case", "person"], name="person_once_a_case"),
            one_of("kind", Relationship, name="link_kind_known"),
            one_of("source", LinkSource, name="link_source_known"),
            both_or_neither("verified_by", "verified_at", name="link_verified_whole"),
        ]

    def __str__(self) -> str:
        return f"Person on a case {self.pk}"


class PersonJoin(models.Model):
    """A link worker's decision that two rows are one person, and its end."""

    first = person_key("+")
    second = person_key("+")
    joined_by = _worker("joined by")
    joined_at = models.DateTimeField("joined at")
    undone_by = _worker("undone by", required=False)
    undone_at = models.DateTimeField("undone at", null=True, blank=True)

    class Meta:
        verbose_name = "join of two people"
        verbose_name_plural = "joins of people"
        constraints = [
            models.CheckConstraint(
                condition=Q(first__lt=F("second")),
                name="join_in_order",
                violation_error_message="A join names two different people, in order.",
            ),
            models.UniqueConstraint(
                fields=["first", "second"], name="joined_once", condition=Q(undone_at__isnull=True)
            ),
            both_or_neither("undone_by", "undone_at", name="join_undone_whole"),
        ]

    def __str__(self) -> str:
        return f"Join {self.pk}"


class NotTold(NumberedAhead, Immutable):
    """Why one person was not told of the decisions so far, although they must be."""

    case = _case("reasons_not_told")
    person = person_key("reasons_not_told")
    reason = models.CharField("reason", max_length=20, choices=NotToldReason)
    words = SealedField("in words", block=1024)
    by = _worker("by")
    at = models.DateTimeField("when")

    class Meta:
        verbose_name = "reason for not telling"
        verbose_name_plural = "reasons for not telling"
        constraints = [one_of("reason", NotToldReason, name="not_told_reason_known")]

    def __str__(self) -> str:
        return f"Not told {self.pk}"
