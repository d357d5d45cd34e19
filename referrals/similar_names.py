"""Find participants whose names are spelt nearly like what was typed.

First those who have every word but one as it was typed, because most typing errors are in one word.
Only if there is nobody are names looked for in which every word may be wrong.
"""

import datetime as dt
from collections.abc import Callable, Collection
from functools import lru_cache, partial, reduce
from operator import and_, or_

from django.db import router
from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat
from jellyfish import damerau_levenshtein_distance as distance

from referral_portal.accounts.any_user import AnyUser
from referral_portal.common.kept_rows import KeptRows
from referral_portal.common.statements import Given
from referrals.found_rows import has
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
    given |= {
        f"{way}{number}": value
        for number, word in enumerate(words)
        for way, value in _ways(word).items()
    }
    slips_in = _counter(words)
    for may_all_be_wrong in (False, True) if len(words) > 1 else (True,):
        compared = _nearly(len(words), user.roles, may_all_be_wrong).read(
            using=router.db_for_read(Referral), user=user.pk, agency=user.agency_id, **given
        )
        near = {(slips, pk) for pk, name in compared if (slips := slips_in(name)) is not None}
        if near:
            return [pk for _slips_in_it, pk in sorted(near)[:MOST_SIMILAR]]
    return []


@lru_cache(maxsize=100)
def _nearly(words: int, roles: frozenset[str], may_all_be_wrong: bool) -> KeptRows:
    """Return the query for the newest names with so many words, one or all of which may be wrong."""
    every_word = range(words)
    wrong = [every_word] if may_all_be_wrong else [[number] for number in every_word]

    def rows() -> QuerySet:
        found = Referral.objects.visible_to(AnyUser(roles)).filter(
            reduce(or_, (_names(words, which) for which in wrong))
        )
        return found.order_by(SENT_AT.desc()).values_list("participant_id", "sort_name")[
            :MOST_COMPARED
        ]

    return KeptRows(rows)


def _names(words: int, wrong: Collection[int]) -> Q:
    """Return a filter for names that contain each word, of which those in `wrong` are only similar.

    The index of groups of three letters finds the words as they were typed, if there are any.
    """
    is_indexed = len(wrong) == words
    return reduce(
        and_,
        (
            _perhaps(number, is_indexed=is_indexed)
            if number in wrong
            else Q(sort_name__contains=_given("word", number))
            for number in range(words)
        ),
    )


def _perhaps(number: int, *, is_indexed: bool) -> Q:
    """Return a filter for names with a word that begins or ends like word `number`.

    One slip anywhere leaves the beginning or the end as it is.
    """
    if is_indexed:
        ways = {"first": "startswith", "begins": "contains", "last": "endswith", "ends": "contains"}
        likes = [Q(**{f"sort_name__{look}": _given(way, number)}) for way, look in ways.items()]
    else:
        spaced = Concat(Value(" "), F("sort_name"), Value(" "))
        likes = [Q(has(_given(way, number), spaced)) for way in ("begins", "ends")]
    return reduce(or_, likes)


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
