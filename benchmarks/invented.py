"""Invented people and times, the same for the same seed.

Names come from no list of real people, telephone numbers from the ranges for drama, and mail addresses
from example.org.
"""

import datetime as dt
import random
import uuid

from referral_portal.common.references import ALPHABET, GROUPS, PREFIX

STARTS = (
    "Bal", "Bren", "Cal", "Cor", "Dal", "Der", "Éb", "El", "Fal", "Fen", "Gar", "Gwil", "Hal",
    "Her", "Ister", "Jal", "Jor", "Kel", "Kor", "Lan", "Lor", "Mal", "Mer", "Nal", "Nor", "Ol",
    "Par", "Per", "Quil", "Ral", "Ror", "Sal", "Ser", "Tal", "Tor", "Ul", "Val", "Ver", "Wil", "Zor",
)  # fmt: skip
FIRST_ENDS = ("an", "ben", "dric", "en", "fin", "gan", "ian", "ko", "lin", "mund", "nor", "ric",
              "son", "tin", "ven", "win", "yor", "zan")  # fmt: skip
LAST_MIDDLES = ("", "a", "e", "en", "in", "o", "or", "um")
LAST_ENDS = ("bury", "combe", "croft", "dale", "field", "ford", "gate", "ham", "hurst", "ley",
             "mere", "more", "stead", "stoke", "wick", "worth", "ýre")  # fmt: skip
LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


class Inventor:
    """A seeded source of invented names, numbers and times."""

    def __init__(self, seed: int, *, last_letter: str = "") -> None:
        """Give every reference `last_letter`, if there is one, as its last letter."""
        self.random = random.Random(seed)
        self._last_letter = last_letter
        self._references: set[str] = set()

    def name(self) -> str:
        """Return a first and a last name."""
        choice = self.random.choice
        first = choice(STARTS) + choice(FIRST_ENDS)
        return f"{first} {choice(STARTS)}{choice(LAST_MIDDLES)}{choice(LAST_ENDS)}"

    def uuid(self) -> uuid.UUID:
        """Return an id that depends on the seed."""
        return uuid.UUID(int=self.random.getrandbits(128), version=4)

    def reference(self) -> str:
        """Return a reference that was not used before."""
        while True:
            letters = self.random.choices(ALPHABET, k=sum(GROUPS))
            if self._last_letter:
                letters[-1] = self._last_letter
            found = f"{PREFIX}-{''.join(letters[: GROUPS[0]])}-{''.join(letters[GROUPS[0] :])}"
            if found not in self._references:
                self._references.add(found)
                return found

    def phone(self) -> str:
        """Return a telephone number that does not exist."""
        return f"01632 960{self.random.randrange(1000):03}"

    def postcode(self) -> str:
        """Return a postcode like those of Kent."""
        letters = "".join(self.random.choices(LETTERS, k=2))
        area = self.random.choice(("CT", "DA", "ME", "TN"))
        return f"{area}{self.random.randint(1, 28)} {self.random.randint(0, 9)}{letters}"

    def birthday(self, today: dt.date) -> dt.date:
        """Return the birthday of an adult between 18 and 70."""
        return today - dt.timedelta(days=self.random.randint(18 * 366, 70 * 365))

    def before(self, moment: dt.datetime, *, least: float, most: float) -> dt.datetime:
        """Return a time between `least` and `most` days before `moment`."""
        return moment - dt.timedelta(days=self.random.uniform(least, most))

    def pick(self, shares: dict) -> object:
        """Return one of the keys, each as often as its share."""
        return self.random.choices(tuple(shares), tuple(shares.values()))[0]
