"""Keyed hashes that find a case by a name, a number, an address or a date of birth.

Without the key, a hash says nothing, not even whether a guess is right. Besides it the table says
only what kind of detail it is, and whose.
"""

from django.db import models

from referral_portal.common.constraints import one_of
from safeguarding.enums import Whose, WordKind


class SearchWord(models.Model):
    """One hash that finds one case, of a detail of the participant or of a person at risk."""

    case = models.ForeignKey(
        "safeguarding.VictimCase",
        verbose_name="case",
        on_delete=models.CASCADE,  # can be made again from the case
        related_name="search_words",
    )
    whose = models.CharField("whose", max_length=20, choices=Whose, default=Whose.AT_RISK)
    # Empty for the participant, for the answers of a form, and for contacts not yet said whose.
    person = models.ForeignKey(
        "safeguarding.PersonAtRisk",
        verbose_name="person at risk",
        on_delete=models.CASCADE,  # can be made again from the case
        related_name="+",
        null=True,
        blank=True,
    )
    kind = models.CharField("kind", max_length=20, choices=WordKind, default=WordKind.NAME)
    key = models.CharField("key", max_length=16)
    digest = models.CharField("hash", max_length=64, db_index=True)

    class Meta:
        verbose_name = "search word"
        verbose_name_plural = "search words"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "digest", "whose", "person"], name="search_word_once"
            ),
            one_of("whose", Whose, name="search_word_whose_known"),
            one_of("kind", WordKind, name="search_word_kind_known"),
        ]

    def __str__(self) -> str:
        return "Search word"
