"""Find referrals by whatever a coordinator was told, and say what it was taken for.

Eight letters can be a reference and a name, so every meaning is tried in one query. Only if none
finds anybody are names looked for that are spelt nearly like this. The queries are built once, but
PostgreSQL plans them each time, because a rare name is found in another way than a common one.
"""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial, reduce
from operator import and_, or_

from django.db import router
from django.db.models import (
    BigIntegerField,
    DateField,
    F,
    Q,
    QuerySet,
    TextChoices,
    TextField,
    Value,
)
from jellyfish import damerau_levenshtein_distance as distance

from referral_portal.accounts.any_user import AnyUser
from referral_portal.common.kept_rows import GivenMany, KeptRows, OneOf
from referral_portal.common.normal_forms import (
    email_form,
    name_form,
    phone_form,
    plain_digits,
    postcode_form,
    read_date,
)
from referral_portal.common.references import tidy_reference
from referral_portal.common.statements import Given
from referrals.models import Participant, Referral


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


EXACT = {
    Meaning.REFERENCE: "reference",
    Meaning.PHONE: "participant__phone_key",
    Meaning.EMAIL: "participant__email_key",
    Meaning.POSTCODE: "participant__postcode",
    Meaning.BORN: "participant__born_on",
}
# How a name can have the beginning or the end of a word, and the lookup of each.
WAYS = {"first": "startswith", "begins": "contains", "last": "endswith", "ends": "contains"}
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


def find(*, user, typed: str, columns: Sequence[str], most: int) -> Found:
    """Return at most `most` referrals that `user` may see and that match `typed` in any meaning."""
    found = _rows(user, meanings_of(typed), columns, most)
    if found.rows or not (words := name_form(typed).split()):
        return found
    people = _similar_people(words)
    return _rows(user, {Meaning.SIMILAR: (people,)}, columns, most)


def meanings_of(typed: str) -> dict[Meaning, tuple]:
    """Return every meaning that `typed` can have, each with the values to look for."""
    exact = {
        Meaning.REFERENCE: tidy_reference(typed),
        Meaning.PHONE: phone_form(typed),
        Meaning.EMAIL: email_form(typed),
        Meaning.POSTCODE: postcode_form(typed),
        Meaning.BORN: _birthday(typed),
    }
    asked = {meaning: (value,) for meaning, value in exact.items() if value}
    if both := _name_and_birthday(typed):
        name, day = both
        asked[Meaning.NAME_AND_BORN] = (*name_form(name).split(), day)
    return asked | ({Meaning.NAME: tuple(words)} if (words := name_form(typed).split()) else {})


def _condition(meaning: Meaning, values: Sequence[Given]) -> Q | OneOf:
    """Return the filter of a meaning, which uses an index of its own."""
    match meaning, *values:
        case Meaning.SIMILAR, people:
            return OneOf("participant_id", people)
        case Meaning.NAME, *words:
            return _names(words)
        case Meaning.NAME_AND_BORN, *words, day:
            return _names(words) & Q(participant__born_on=day)
    return Q((EXACT[meaning], values[0]))


def _names(words: Sequence[Given]) -> Q:
    """Return a filter for names that contain every word, in any order."""
    names = Q()
    for word in words:
        names &= Q(participant__search_name__contains=word) | Q(
            participant__known_as_key__contains=word
        )
    return names


def _given(meaning: Meaning, number: int, of: int) -> Given:
    """Return the place for one value of a meaning, which has `of` of them."""
    name = f"{meaning}{number}"
    if meaning == Meaning.SIMILAR:
        return GivenMany(name, BigIntegerField())
    is_date = meaning == Meaning.BORN or (meaning == Meaning.NAME_AND_BORN and number == of - 1)
    return Given(name, DateField() if is_date else TextField())


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


def _rows(user, asked: dict[Meaning, tuple], columns: Sequence[str], most: int) -> Found:
    if not asked:
        return Found()
    kept = _statement(
        tuple((meaning, len(values)) for meaning, values in asked.items()),
        user.roles,
        tuple(columns),
        most,
    )
    values = {
        f"{meaning}{number}": value
        for meaning, found in asked.items()
        for number, value in enumerate(found)
    }
    names = (*columns, "found_by")
    rows = [
        dict(zip(names, row, strict=False))
        for row in kept.read(
            using=router.db_for_read(Referral), user=user.pk, agency=user.agency_id, **values
        )
    ]
    once = {row["id"]: row for row in rows}
    used = {row["found_by"] for row in rows}
    return Found(
        rows=list(once.values())[:most],
        meanings=[meaning for meaning in Meaning if meaning in used],
        is_cut=len(once) > most,
    )


@lru_cache(maxsize=200)
def _statement(
    asked: tuple[tuple[Meaning, int], ...],
    roles: frozenset[str],
    columns: tuple[str, ...],
    most: int,
) -> KeptRows:
    """Return the query for these meanings, each with so many values, for users of these roles."""

    def rows() -> QuerySet:
        scope = Referral.objects.visible_to(AnyUser(roles))
        parts = [
            scope.filter(_condition(meaning, [_given(meaning, number, of) for number in range(of)]))
            .order_by()
            .values(*columns, found_by=Value(meaning.value), sent_at=SENT_AT)
            for meaning, of in asked
        ]
        found = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
        # A referral that is found by two meanings comes twice.
        return found.order_by("-sent_at", "-id")[: len(parts) * (most + 1)]

    return KeptRows(rows, is_prepared=False)


def _similar_people(words: list[str]) -> list[int]:
    """Return the participants with names nearly like `words`, the most alike first."""
    if any(len(word) < FEWEST_LETTERS for word in words):
        return []
    values = {
        f"{way}{number}": value
        for number, word in enumerate(words)
        for way, value in _ways(word).items()
    }
    compared = _nearly(len(words)).read(using=router.db_for_read(Participant), **values)
    slips_in = _counter(words)
    near = [(slips, pk) for pk, name in compared if (slips := slips_in(name)) is not None]
    return [pk for _slips_in_it, pk in sorted(near)[:MOST_SIMILAR]]


@lru_cache(maxsize=20)
def _nearly(words: int) -> KeptRows:
    """Return the query for the newest names that have words like so many that are given."""

    def rows() -> QuerySet:
        found = Participant.objects.filter(reduce(and_, map(_perhaps, range(words))))
        return found.order_by("-pk").values_list("pk", "search_name")[:MOST_COMPARED]

    return KeptRows(rows, is_prepared=False)


def _perhaps(number: int) -> Q:
    """Return a filter for names with a word that begins or ends like word `number`.

    One slip anywhere leaves the beginning or the end as it is. The index of groups of three letters
    answers it.
    """
    likes = [Q(**{f"search_name__{look}": _text(way, number)}) for way, look in WAYS.items()]
    return reduce(or_, likes)


def _text(way: str, number: int) -> Given:
    return Given(f"{way}{number}", TextField())


def _ways(word: str) -> dict[str, str]:
    """Return the text that each of WAYS looks for, in names that begin or end like `word`."""
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
