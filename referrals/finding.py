"""Find referrals by whatever a coordinator was told, and say what it was taken for.

Eight letters can be a reference and a name, so every meaning is tried in one query. Only if none
finds anybody are names looked for that are spelt nearly like this.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.db import router

from referral_portal.common.normal_forms import (
    email_form,
    name_form,
    phone_form,
    plain_digits,
    postcode_form,
    read_date,
)
from referral_portal.common.references import tidy_reference
from referrals.found_rows import FIVE, Asked, FoundRows, Meaning
from referrals.models import Referral
from referrals.similar_names import similar_people


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
    people = similar_people(words, user)
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
    words = sorted(name_form(typed).split(), key=len, reverse=True)
    return asked | ({Meaning.NAME: tuple(words)} if words else {})


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
        most + 1,
        router.db_for_read(Referral),
        letters=min(len(asked.get(Meaning.NAME, [""])[0]), FIVE),
    )
    values = {
        f"{meaning}{number}": value
        for meaning, found in asked.items()
        for number, value in enumerate(found)
    }
    names = (*columns, "found_by")
    rows = [
        dict(zip(names, row, strict=True))
        for row in kept.read(user=user.pk, agency=user.agency_id, **values)
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
    asked: Asked,
    roles: frozenset[str],
    columns: tuple[str, ...],
    most: int,
    using: str,
    *,
    letters: int,
) -> FoundRows:
    return FoundRows(asked, roles, columns, most, using, letters=letters)
