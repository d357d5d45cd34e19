"""Finds the signs of danger in the answers of one form.

Pure: no database and no Django. A sign can only be added: no answer removes or lowers one, and there
is no score. An answer that is missing, "by phone" or "not known" never counts as safe.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from referrals.danger_signs import (
    RULES,
    AtLeast,
    Condition,
    Level,
    Mentions,
    NoNumber,
    Rule,
    Says,
    Source,
    WithinDays,
    YoungerThan,
)

Pages = Mapping[str, Mapping[str, object]]
# The DASH has 27 questions: "19/27" is a score of 19.
OUT_OF = re.compile(r"(?:/|\bout of\b|\bof\b)\s*27\b")
NUMBER = re.compile(r"\d+")
EARLIER = " (before an answer was amended)"


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of danger. `fields` names the answers that show it.

    `is_earlier` says that only an answer from before an amendment shows it.
    """

    code: str
    words: str
    level: Level
    source: Source
    fields: tuple[str, ...] = ()
    is_earlier: bool = False


def signs_of(pages: Pages, *, route: str, today: dt.date) -> tuple[Sign, ...]:
    """Return the signs in `pages`, the most urgent first, each code once.

    `pages` holds the answers by page and field: cleaned, as `Referral.answers` holds them, or in
    the words of the form, as a sealed page holds them. `route` is "self" or "agency".
    """
    source = Source.AGENCY if route == Source.AGENCY else Source.PARTICIPANT
    given = _by_field(pages)
    found: dict[str, Sign] = {}
    for rule in sorted(RULES, key=lambda rule: rule.level):
        fields = tuple(dict.fromkeys(_shown_by(rule, given, today)))
        if fields and source in rule.said_by and rule.code not in found:
            found[rule.code] = Sign(rule.code, rule.words, rule.level, source, fields)
    return tuple(found.values())


def with_earlier(found: tuple[Sign, ...], before: Iterable[Sign]) -> tuple[Sign, ...]:
    """Return the signs `found` after an amendment, and those of `before` that it took away.

    The most urgent come first. No amendment removes or lowers a sign.
    """
    level = {sign.code: sign.level for sign in found}
    kept = [
        sign if sign.is_earlier else replace(sign, words=sign.words + EARLIER, is_earlier=True)
        for sign in before
        if sign.level < level.get(sign.code, Level.NONE)
    ]
    mild = {sign.code for sign in kept}
    still = [sign for sign in found if sign.code not in mild]
    return tuple(sorted((*still, *kept), key=lambda sign: sign.level))


def level_of(signs: tuple[Sign, ...]) -> Level:
    """Return the level of the most urgent sign."""
    return min((sign.level for sign in signs), default=Level.NONE)


def _by_field(pages: Pages) -> dict[str, list[object]]:
    """Return every answer by field; a field on two pages keeps both."""
    given: dict[str, list[object]] = {}
    for page in pages.values():
        for field, value in page.items():
            given.setdefault(field, []).append(value)
    return given


def _shown_by(rule: Rule, given: Mapping[str, list[object]], today: dt.date) -> Iterator[str]:
    """Yield the fields that show the sign of `rule`, or nothing unless every need is met."""
    met = [
        [condition.field for condition in need if _is_true(condition, given, today)]
        for need in rule.needs
    ]
    if all(met):
        for fields in met:
            yield from fields


def _is_true(condition: Condition, given: Mapping[str, list[object]], today: dt.date) -> bool:
    return any(_matches(condition, value, today) for value in given.get(condition.field, ()))


def _matches(condition: Condition, value: object, today: dt.date) -> bool:
    match condition:
        case Says(answers=answers):
            return not _choices(value).isdisjoint(answer.casefold() for answer in answers)
        case AtLeast(number=number):
            return any(one >= number for one in _numbers(value))
        case NoNumber():
            return bool(_text(value)) and not _numbers(value)
        case Mentions(parts=parts):
            return any(part in _text(value) for part in parts)
        case YoungerThan(years=years):
            born = _day(value)
            return born is not None and _age(born, today) < years
        case WithinDays(days=days):
            day = _day(value)
            return day is not None and (today - day).days <= days
    raise TypeError(condition)


def _text(value: object) -> str:
    return value.strip().casefold() if isinstance(value, str) else ""


def _choices(value: object) -> set[str]:
    """Return the chosen answers; several in words are one text with a line for each."""
    if isinstance(value, bool):
        return {"yes" if value else "no"}
    if isinstance(value, str):
        return {line.strip().casefold() for line in value.splitlines()}
    if isinstance(value, list | tuple | set | frozenset):
        return {choice for one in value for choice in _choices(one)}
    return set()


def _numbers(value: object) -> list[int]:
    if isinstance(value, int) and not isinstance(value, bool):
        return [value]
    return [int(digits) for digits in NUMBER.findall(OUT_OF.sub(" ", _text(value)))]


def _day(value: object) -> dt.date | None:
    """Return a date that is stored as such, in ISO form or in words ("3 May 2026")."""
    if isinstance(value, dt.date):
        return value
    for form in ("%Y-%m-%d", "%d %B %Y"):
        try:
            return dt.datetime.strptime(_text(value), form).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None


def _age(born: dt.date, day: dt.date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
