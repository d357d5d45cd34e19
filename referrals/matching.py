"""Compare what two forms said about their participants, and say why they may be one person.

The rules are pure and need no database. They take text in its normal form. A score brings two forms
before a coordinator and counts as one person only where that protects people; it joins nobody.
"""

import datetime as dt
import re
from dataclasses import dataclass

from jellyfish import damerau_levenshtein_distance as distance
from jellyfish import jaro_winkler_similarity as likeness

from referral_portal.common.name_sounds import sound
from referrals.match_reasons import REASONS
from referrals.nicknames import may_be_one_name

MUCH_ALIKE = 0.92  # of 1, between two names
EMAIL_ALIKE = 0.93
SHORTEST_WITH_AN_ERROR = 4  # "Ali" and "Ari" are two names


@dataclass(frozen=True)
class Described:
    """What one form said about its participant, each part in its normal form or empty."""

    name: str
    born_on: dt.date
    known_as: str = ""
    phone: str = ""
    email: str = ""
    postcode: str = ""
    address: str = ""


@dataclass(frozen=True)
class Comparison:
    """How much two forms look like one person, from 0 to 100, and the codes of the reasons."""

    score: int
    reasons: tuple[str, ...]


def compare(first: Described, second: Described) -> Comparison:
    """Compare two forms; the order of the two does not matter."""
    codes = [
        _born(first.born_on, second.born_on),
        _best_name(first, second),
        _phone(first.phone, second.phone),
        _email(first.email, second.email),
        _address(first, second),
    ]
    reasons = tuple(code for code in codes if code)
    score = sum(REASONS[code].weight for code in reasons)
    return Comparison(max(0, min(score, 100)), reasons)


def swapped(born_on: dt.date) -> dt.date | None:
    """Return the date with day and month swapped, or None where there is no such date."""
    return None if born_on.day > 12 else born_on.replace(month=born_on.day, day=born_on.month)


def _born(first: dt.date, second: dt.date) -> str:
    if first == second:
        return "born_same"
    if swapped(first) == second:
        return "born_swapped"
    digits, others = f"{first:%Y%m%d}", f"{second:%Y%m%d}"
    return "born_digit" if distance(digits, others) == 1 else "born_other"


def _best_name(first: Described, second: Described) -> str:
    """Return the reason that speaks most for one name.

    A form can give a maiden name, a second name or a short form as what they are called.
    """
    found = [_name(first.name, second.name)]
    for called, name in ((first.known_as, second.name), (second.known_as, first.name)):
        if called and _is_called(called, name):
            found.append("name_called")
    both_called = first.known_as and first.known_as == second.known_as
    if both_called and first.name.split()[-1:] == second.name.split()[-1:]:
        found.append("name_called")
    return max(found, key=lambda code: REASONS[code].weight)


def _is_called(called: str, name: str) -> bool:
    """Return whether what one form says they are called is the whole name on the other form."""
    return len(called.split()) > 1 and _name(called, name) in {
        "name_same", "name_other_order", "name_letter", "name_nickname", "name_shorter",
    }  # fmt: skip


def _name(first: str, second: str) -> str:
    if first == second:
        return "name_same"
    one, other = first.split() or [""], second.split() or [""]
    if sorted(one) == sorted(other) or "".join(one) == "".join(other):
        return "name_other_order"
    shared = set(one) & set(other)
    if len(shared) == min(len(set(one)), len(set(other))) > 1:
        return "name_shorter"
    pairs = [
        (one[0], one[-1], other[0], other[-1]),
        (one[0], one[-1], other[-1], other[0]),
        (one[-1], one[0], other[0], other[-1]),
    ]
    return max((_two_words(*pair) for pair in pairs), key=lambda code: REASONS[code].weight)


def _two_words(given: str, last: str, other_given: str, other_last: str) -> str:
    """Return the reason for a first and a last name beside another first and last name."""
    same_given, same_last = given == other_given, last == other_last
    close_given, close_last = _one_error(given, other_given), _one_error(last, other_last)
    if (same_given and close_last) or (same_last and close_given):
        return "name_letter"
    short = may_be_one_name(given, other_given)
    sound_given = same_given or short or sound(given) == sound(other_given)
    sound_last = same_last or sound(last) == sound(other_last)
    if short and (same_last or sound_last or close_last):
        return "name_nickname"
    if sound_given and sound_last:
        return "name_sounds"
    if (sound_given or close_given) and (sound_last or close_last):
        return "name_close"
    alike = likeness(f"{given} {last}", f"{other_given} {other_last}") >= MUCH_ALIKE
    if (
        alike
        and (sound_given or sound_last or close_given or close_last)
        and not (same_last and not _alike_words(given, other_given))
    ):
        return "name_close"
    initials = 1 in (len(given), len(other_given)) and given[:1] == other_given[:1]
    if initials and (same_last or sound_last):
        return "name_initial"
    if same_given or short:
        return "name_first_only"
    return "name_last_only" if same_last else "name_other"


def _one_error(first: str, second: str) -> bool:
    """Return whether one letter is wrong, missing, extra or swapped with the next."""
    shortest = min(len(first), len(second))
    return shortest >= SHORTEST_WITH_AN_ERROR and distance(first, second) == 1


def _alike_words(first: str, second: str) -> bool:
    return likeness(first, second) >= MUCH_ALIKE


def _phone(first: str, second: str) -> str:
    if not first or not second:
        return ""
    if first == second:
        return "phone_same"
    return "phone_digit" if distance(first, second) == 1 else ""


def _email(first: str, second: str) -> str:
    if not first or not second:
        return ""
    if first == second:
        return "email_same"
    local, other = first.partition("@")[0], second.partition("@")[0]
    return "email_close" if local == other or likeness(first, second) >= EMAIL_ALIKE else ""


def _address(first: Described, second: Described) -> str:
    if not first.postcode or first.postcode != second.postcode:
        return ""
    house, other = (re.match(r"\D*(\d+)", form.address) for form in (first, second))
    if house and other and house[1] == other[1]:
        return "address_same"
    return "postcode_same"
