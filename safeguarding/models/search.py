"""Keyed hashes that find a case by a name, a number, an address or a date of birth.

Without the key, a hash says nothing, not even whether a guess is right. The table holds nothing else.
"""

from django.db import models


class SearchWord(models.Model):
    """One hash that finds one case."""

    case = models.ForeignKey(
        "safeguarding.VictimCase",
        verbose_name="case",
        on_delete=models.CASCADE,  # can be made again from the case
        related_name="search_words",
    )
    key = models.CharField("key", max_length=16)
    digest = models.CharField("hash", max_length=64, db_index=True)

    class Meta:
        verbose_name = "search word"
        verbose_name_plural = "search words"
        constraints = [
            models.UniqueConstraint(fields=["case", "digest"], name="search_word_once_a_case")
        ]

    def __str__(self) -> str:
        return "Search word"
