"""Find participants whose names are spelt nearly like what was typed.

First those whose first word is as it was typed, because an index of names has them together. Only if
there is nobody are names looked for that have a word as typed in any place, and only then those in
which every word may be wrong.
"""

import datetime as dt
from collections.abc import Callable
from functools import lru_cache, partial, reduce
from operator import and_, or_

from django.db import router
from django.db.models import F, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Concat
from jellyfish import damerau_levenshtein_distance as distance

from referral_portal.accounts.any_user import AnyUser
from referral_portal.common.kept_rows import KeptRows
from referral_portal.common.statements import Given
from referrals.found_rows import AmongFew, has
from referrals.models import Referral

MOST_SIMILAR = 10
MOST_COMPARED = 3000  # names, the newest first
FEWEST_LETTERS = 3  # of a word that can be misspelt
SHORT, SLIPS, SLIPS_OF_SHORT = 5, 2, 1  # letters of a short word, and how many may be wrong
# Ordered by this, no index gives the order: the database finds the names first. Otherwise it walks
# through all referrals from the newest on, which takes long for a rare name.
SENT_AT = F("submitted_at") + dt.timedelta(0)


def similar_people(words: list[str], user) -> list[int]:
    """Return the participants with names nearly like `words`, the most alike first.

    Only those of a referral that `user` may see are compared.
    """
    if any(len(word) < FEWEST_LETTERS for word in words):
        return []
    given = {f"word{number}": word for number, word in enumerate(words)}
    # What begins with the word and a space comes between these two.
    given |= {f"from{number}": f"{word} " for number, word in enumerate(words)}
    given |= {f"to{number}": f"{word}!" for number, word in enumerate(words)}
    given |= {
        f"{way}{number}": value
        for number, word in enumerate(words)
        for way, value in _ways(word).items()
    }
    slips_in = _counter(words)
    for which in ROUNDS if len(words) > 1 else (_all_similar,):
        compared = _nearly(which, len(words), user.roles).read(
            using=router.db_for_read(Referral), user=user.pk, agency=user.agency_id, **given
        )
        near = {(slips, pk) for pk, name in compared if (slips := slips_in(name)) is not None}
        if near:
            return [pk for _slips_in_it, pk in sorted(near)[:MOST_SIMILAR]]
    return []


@lru_cache(maxsize=100)
def _nearly(which: Callable[[int], Q], words: int, roles: frozenset[str]) -> KeptRows:
    """Return the query for the newest names that one of ROUNDS finds for so many words."""

    def rows() -> QuerySet:
        found = Referral.objects.visible_to(AnyUser(roles)).filter(which(words))
        return found.order_by(SENT_AT.desc()).values_list("participant_id", "sort_name")[
            :MOST_COMPARED
        ]

    return KeptRows(rows)


def _first_right(words: int) -> Q:
    """Return a filter for names that begin with one of the words, in which the others are similar."""
    begin = (
        Referral.objects.filter(
            sort_name__gt=_given("from", number), sort_name__lt=_given("to", number)
        ).filter(_others_similar(number, words))
        for number in range(words)
    )
    return reduce(or_, (Q(AmongFew(F("id"), Subquery(rows.values("pk")))) for rows in begin))


def _one_right(words: int) -> Q:
    """Return a filter for names that contain one of the words, in which the others are similar.

    The index of groups of three letters finds the word.
    """
    return reduce(
        or_,
        (
            Q(sort_name__contains=_given("word", number)) & _others_similar(number, words)
            for number in range(words)
        ),
    )


def _all_similar(words: int) -> Q:
    """Return a filter for names in which every word is only similar, which the same index answers."""
    ways = {"first": "startswith", "begins": "contains", "last": "endswith", "ends": "contains"}
    return reduce(
        and_,
        (
            reduce(
                or_,
                (Q(**{f"sort_name__{look}": _given(way, number)}) for way, look in ways.items()),
            )
            for number in range(words)
        ),
    )


# What is tried in turn until a participant is found.
ROUNDS = (_first_right, _one_right, _all_similar)


def _others_similar(right: int, words: int) -> Q:
    """Return a filter for names that have a word like each but one of the words.

    One slip anywhere leaves the beginning or the end of a word as it is.
    """
    spaced = Concat(Value(" "), F("sort_name"), Value(" "))
    others = (
        Q(has(_given("begins", number), spaced)) | Q(has(_given("ends", number), spaced))
        for number in range(words)
        if number != right
    )
    return reduce(and_, others)


def _given(name: str, number: int) -> Given:
    return Given(f"{name}{number}", TextField())


def _ways(word: str) -> dict[str, str]:
    """Return the texts that a name has at its ends, or beside a space, where a word is like `word`."""
    begins = word[: max(2, len(word) // 2 - 1)]
    ends = word[-max(2, (len(word) - 1) // 2) :]
    return {"first": begins, "begins": f" {begins}", "last": ends, "ends": f"{ends} "}


def _counter(words: list[str]) -> Callable[[str], int | None]:
    """Return a function that counts the letters that differ between `words` and a name.

    The function returns None if too many differ. A word that many names have is compared once.
    """
    slips_of = [
        (
            lru_cache(maxsize=None)(partial(distance, word)),
            SLIPS_OF_SHORT if len(word) <= SHORT else SLIPS,
        )
        for word in words
    ]

    def slips_in(name: str) -> int | None:
        total, parts = 0, name.split()
        for slips_of_word, most in slips_of:
            slips = min(map(slips_of_word, parts), default=most + 1)
            if slips > most:
                return None
            total += slips
        return total

    return slips_in
