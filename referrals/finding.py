"""Find referrals by whatever a coordinator was told, and say what it was taken for.

Eight letters can be a reference and a name, so every meaning is tried in one query. Only if none
finds anybody are names looked for that are spelt nearly like this.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import and_

from django.db.models import F, Q, QuerySet, TextChoices, Value
from jellyfish import damerau_levenshtein_distance as distance

from referral_portal.common.normal_forms import (
    email_form,
    name_form,
    phone_form,
    plain_digits,
    postcode_form,
    read_date,
)
from referral_portal.common.references import tidy_reference
from referrals.models import Participant


class Meaning(TextChoices):
    """What a search term can be."""

    REFERENCE = "reference", "reference"
    PHONE = "phone", "telephone number"
    EMAIL = "email", "email address"
    POSTCODE = "postcode", "postcode"
    BORN = "born", "date of birth"
    NAME_AND_BORN = "name_and_born", "name and date of birth"
    NAME = "name", "name"
    SIMILAR = "similar", "similar name"


MOST_SIMILAR = 10
MOST_COMPARED = 3000  # names, the newest first
FEWEST_LETTERS = 3  # of a word that can be misspelt
SHORT, SLIPS, SLIPS_OF_SHORT = 5, 2, 1  # letters of a short word, and how many may be wrong


# Ordered by this, no index gives the order: the database finds the people first. Otherwise it walks
# through all referrals from the newest on, which takes long for a rare name.
SENT_AT = F("submitted_at") + dt.timedelta(0)


@dataclass
class Found:
    """The rows found, newest first, and what the term was taken for."""

    rows: list[dict] = field(default_factory=list)
    meanings: list[Meaning] = field(default_factory=list)
    is_cut: bool = False


def find(*, scope: QuerySet, typed: str, columns: Sequence[str], most: int) -> Found:
    """Return at most `most` referrals of `scope` that match `typed` in any meaning."""
    found = _rows(scope, meanings_of(typed), columns, most)
    if found.rows or not (words := name_form(typed).split()):
        return found
    people = _similar_people(words, scope.db)
    return _rows(scope, {Meaning.SIMILAR: Q(participant__in=people)}, columns, most)


def meanings_of(typed: str) -> dict[Meaning, Q]:
    """Return every meaning that `typed` can have, each with its filter, which uses its own index."""
    exact = {
        Meaning.REFERENCE: ("reference", tidy_reference(typed)),
        Meaning.PHONE: ("participant__phone_key", phone_form(typed)),
        Meaning.EMAIL: ("participant__email_key", email_form(typed)),
        Meaning.POSTCODE: ("participant__postcode", postcode_form(typed)),
        Meaning.BORN: ("participant__born_on", _birthday(typed)),
    }
    asked = {meaning: Q(term) for meaning, term in exact.items() if term[1]}
    if both := _name_and_birthday(typed):
        name, day = both
        asked[Meaning.NAME_AND_BORN] = _names(name) & Q(participant__born_on=day)
    return asked | ({Meaning.NAME: names} if (names := _names(typed)) else {})


def _names(typed: str) -> Q:
    """Return a filter for names that contain every word of `typed`, in any order."""
    names = Q()
    for word in name_form(typed).split():
        names &= Q(participant__search_name__contains=word) | Q(
            participant__known_as_key__contains=word
        )
    return names


def _birthday(typed: str) -> dt.date | None:
    """Return the date in `typed`, which may also be digits alone, as 050489 or 19890405."""
    digits = plain_digits(typed.strip())
    if re.fullmatch(r"[0-9]{6}", digits):
        return read_date(f"{digits[:2]}/{digits[2:4]}/{digits[4:]}")
    if day := read_date(typed):
        return day
    if re.fullmatch(r"[0-9]{8}", digits):
        return read_date(f"{digits[:4]}-{digits[4:6]}-{digits[6:]}")
    return None


def _name_and_birthday(typed: str) -> tuple[str, dt.date] | None:
    """Return the name and the date of birth in `typed`, whichever stands first, or None."""
    words = typed.replace(",", " ").split()
    for place in range(1, len(words)):
        before, after = " ".join(words[:place]), " ".join(words[place:])
        for name, date in ((before, after), (after, before)):
            if name_form(name) and not any(map(str.isdecimal, name)) and (day := _birthday(date)):
                return name, day
    return None


def _rows(scope, asked: dict[Meaning, Q], columns: Sequence[str], most: int) -> Found:
    parts = [
        scope.filter(condition)
        .order_by()
        .values(*columns, found_by=Value(meaning.value), sent_at=SENT_AT)
        for meaning, condition in asked.items()
    ]
    if not parts:
        return Found()
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    # A referral that is found by two meanings comes twice.
    rows = list(rows.order_by("-sent_at", "-id")[: len(parts) * (most + 1)])
    once = {row["id"]: row for row in rows}
    used = {row["found_by"] for row in rows}
    return Found(
        rows=list(once.values())[:most],
        meanings=[meaning for meaning in Meaning if meaning in used],
        is_cut=len(once) > most,
    )


def _similar_people(words: list[str], alias: str) -> list[int]:
    """Return the participants with names nearly like `words`, the most alike first."""
    if any(len(word) < FEWEST_LETTERS for word in words):
        return []
    asked = reduce(and_, map(_perhaps, words))
    people = Participant.objects.using(alias).filter(asked).order_by("-pk")
    compared = people.values_list("pk", "search_name")[:MOST_COMPARED]
    near = [
        (slips, pk) for pk, name in compared if (slips := _slips(words, name.split())) is not None
    ]
    return [pk for _slips_in_it, pk in sorted(near)[:MOST_SIMILAR]]


def _perhaps(word: str) -> Q:
    """Return a filter for names with a word that begins or ends like `word`.

    One slip anywhere leaves the beginning or the end as it is. The index of groups of three letters
    answers it.
    """
    begins = word[: max(2, len(word) // 2 - 1)]
    ends = word[-max(2, (len(word) - 1) // 2) :]
    return (
        Q(search_name__startswith=begins)
        | Q(search_name__contains=f" {begins}")
        | Q(search_name__endswith=ends)
        | Q(search_name__contains=f"{ends} ")
    )


def _slips(words: list[str], name: list[str]) -> int | None:
    """Return how many letters differ between `words` and a name, or None if too many do."""
    total = 0
    for word in words:
        slips = min((distance(word, part) for part in name), default=len(word))
        if slips > (SLIPS_OF_SHORT if len(word) <= SHORT else SLIPS):
            return None
        total += slips
    return total
