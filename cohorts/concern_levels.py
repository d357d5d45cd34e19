"""Work out the level of a concern, 0 to 3, from the answers that raise it; 0 is the most urgent.

Pure: nothing but the standard library. An answer can only raise the level. An answer that is missing
or not known never counts as safe: it leaves no concern at the two lowest levels without a reason.
"""

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from typing import TypeVar

Code = TypeVar("Code", bound=StrEnum)


class ConcernLevel(IntEnum):
    """How soon a concern must be acted on; the lower comes first."""

    IMMINENT = 0
    HIGH = 1
    MEDIUM = 2
    INFORMATION = 3


class Imminence(StrEnum):
    NOW = "now"
    DAY = "day"
    DAYS = "days"
    UNCLEAR = "unclear"
    NOT_EXPECTED = "not_expected"


class AtRisk(StrEnum):
    PARTNER = "partner"
    CHILD = "child"
    PARTICIPANT = "participant"
    STAFF = "staff"
    OTHER = "other"
    NOT_KNOWN = "not_known"


class Weapon(StrEnum):
    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not_known"


class Part(StrEnum):
    """What was part of it."""

    ON_THE_WAY = "on_the_way"
    KILL = "kill"
    STRANGLED = "strangled"
    SUICIDE = "suicide"
    STALKING = "stalking"
    ORDER = "order"
    SEPARATION = "separation"
    WORSE = "worse"
    ANGRY = "angry"
    DRINKING = "drinking"
    NEW_PARTNER = "new_partner"
    NOT_KNOWN = "not_known"
    NONE = "none"


HIGH_PARTS = frozenset({
    Part.KILL, Part.STRANGLED, Part.SUICIDE, Part.STALKING, Part.ORDER, Part.SEPARATION, Part.WORSE,
    Part.NOT_KNOWN,
})  # fmt: skip
MEDIUM_PARTS = frozenset({Part.ANGRY, Part.DRINKING, Part.NEW_PARTNER})


def level_of(answers: Mapping[str, object]) -> ConcernLevel:
    """Return the level of the concern that `answers` describe, by the codes of the questions.

    "who" and "parts" are lists, "imminence" and "weapon" one code each. A code that is unknown here
    counts like a missing answer.
    """
    when = _one(answers.get("imminence"), Imminence, Imminence.UNCLEAR)
    weapon = _one(answers.get("weapon"), Weapon, Weapon.NOT_KNOWN)
    who = _several(answers.get("who"), AtRisk, AtRisk.NOT_KNOWN)
    parts = _several(answers.get("parts"), Part, Part.NOT_KNOWN)
    if _is_imminent(when, weapon, who, parts):
        return ConcernLevel.IMMINENT
    if when in {Imminence.DAY, Imminence.UNCLEAR} or weapon != Weapon.NO or parts & HIGH_PARTS:
        return ConcernLevel.HIGH
    if when == Imminence.DAYS or parts & MEDIUM_PARTS or who & {AtRisk.CHILD, AtRisk.NOT_KNOWN}:
        return ConcernLevel.MEDIUM
    return ConcernLevel.INFORMATION


def _is_imminent(
    when: Imminence, weapon: Weapon, who: frozenset[AtRisk], parts: frozenset[Part]
) -> bool:
    may_be_soon = when in {Imminence.DAY, Imminence.UNCLEAR}
    return (
        when == Imminence.NOW
        or Part.ON_THE_WAY in parts
        # A threat with the means for it, or with means that nobody has ruled out.
        or (Part.KILL in parts and weapon != Weapon.NO)
        or (weapon == Weapon.YES and (may_be_soon or Part.SUICIDE in parts))
        or {Part.KILL, Part.SUICIDE} <= parts
        or (AtRisk.CHILD in who and when == Imminence.DAY)
    )


def _one(value: object, codes: type[Code], unknown: Code) -> Code:
    try:
        return codes(str(value))
    except ValueError:
        return unknown


def _several(value: object, codes: type[Code], unknown: Code) -> frozenset[Code]:
    given = value if isinstance(value, list | tuple | set | frozenset) else []
    return frozenset(_one(one, codes, unknown) for one in given) or frozenset({unknown})
