"""What makes two participants look like one person or two: weights and words, as data.

Each reason has a weight and the words that a coordinator reads. The score is the sum of the weights,
from 0 to 100. A match is possible from MATCH_SCORE on. A score only brings two forms before a
coordinator; it decides nothing. The weights were set on pairs of invented people.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """One thing that two forms have in common, or that sets them apart."""

    weight: int
    words: str


REASONS = {
    # The name. One of these applies.
    "name_same": Reason(35, "same name"),
    "name_other_order": Reason(35, "same name in another order"),
    "name_called": Reason(33, "one form's name is what the other form says they are called"),
    "name_shorter": Reason(32, "same name with a part left out"),
    "name_letter": Reason(30, "name one letter off"),
    "name_nickname": Reason(30, "short form of the same first name with the same last name"),
    "name_sounds": Reason(28, "name sounds the same"),
    "name_close": Reason(26, "name spelt much alike"),
    "name_initial": Reason(22, "same last name and first initial"),
    "name_first_only": Reason(20, "same first name, different last name"),
    "name_last_only": Reason(-5, "same last name, different first name"),
    "name_other": Reason(-5, "different name"),
    # The date of birth.
    "born_same": Reason(40, "same birthday"),
    "born_swapped": Reason(30, "birthday with day and month swapped"),
    "born_digit": Reason(26, "birthday one digit off"),
    "born_other": Reason(-25, "different birthday"),
    # What they can be reached by.
    "phone_same": Reason(25, "same telephone"),
    "phone_digit": Reason(12, "telephone one digit off"),
    "email_same": Reason(25, "same email"),
    "email_close": Reason(12, "email spelt much alike"),
    "address_same": Reason(18, "same address"),
    "postcode_same": Reason(12, "same postcode"),
}


def in_words(codes: list[str]) -> str:
    """Return the reasons of `codes` in words: "same birthday, name one letter off"."""
    return ", ".join(REASONS[code].words for code in codes if code in REASONS)
