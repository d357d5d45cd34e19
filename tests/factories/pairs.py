"""Pairs of forms by invented people: of one person written twice, and of two people easily confused.

The same seed makes the same pairs. The errors are those that people make: a slip of the finger, a
short form, names swapped, day and month swapped, a new telephone, a move, a new name after a wedding.
"""

import dataclasses
import datetime as dt
import random

from referral_portal.common.normal_forms import email_form, name_form, phone_form
from referrals.matching import Described, swapped
from referrals.nicknames import GROUPS

FIRST = (
    "Aaron Adrian Ahmed Alexander Andrew Anthony Benjamin Callum Catherine Charles "
    "Christopher Daniel David Dean Deborah Edward Elizabeth Emeka Frederick George Gurpreet "
    "Hannah Hassan Ian Imran James Jennifer John Jonathan Joseph Joshua Karen Kenneth Kwame "
    "Laura Lukasz Marek Margaret Mark Matthew Michael Mohammed Nathan Nicholas Nikhil "
    "Oleksandr Oliver Olu Patricia Patrick Paul Percival Peter Philip Piotr Rajesh Rebecca "
    "Richard Robert Ronald Ryan Samuel Sandeep Sarah Simon Siobhan Stephen Stuart Susan "
    "Thomas Timothy Tomasz Victoria Wayne William Zachary"
)
LAST = (
    "Abbott Adeyemi Ahmed Bailey Baker Barrett Begum Brown Campbell Carter Chambers Chaudhry "
    "Clarke Collins Cooper Davies Dhillon Edwards Evans Fletcher Ford Garcia Gill Graham "
    "Green Gurung Hall Harris Hughes Hussain Ivanov Jackson Jankowski Johnson Jones Kaur Khan "
    "King Kowalski Lee Lewis Limbu Marsh Martin Matthews McCarthy Mensah Mitchell Morgan "
    "Murphy Nguyen Novak O'Brien O'Hara Okafor Owusu Parker Patel Percival Phillips Popescu "
    "Rai Rahman Reid Roberts Robinson Scott Shah Shevchenko Singh Smith Smith-Jones Stewart "
    "Taylor Thapa Thompson Turner Walker Watson White Williams Wilson Wright Young Zielinski"
)
STREETS = (
    "Acacia",
    "Beech",
    "Castle",
    "Dover",
    "Elm",
    "Fern",
    "Gorse",
    "Hill",
    "Invicta",
    "Jubilee",
)
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SOUND_ALIKE = (
    ("ph", "f"), ("ck", "k"), ("ie", "y"), ("c", "s"), ("ll", "l"), ("th", "t"), ("ss", "s"),
    ("ai", "ei"), ("ee", "ea"), ("ou", "oo"), ("tt", "t"), ("y", "i"), ("ks", "x"),
)  # fmt: skip


@dataclasses.dataclass
class Form:
    """What a person typed on a form."""

    first: str
    last: str
    born_on: dt.date
    phone: str
    email: str
    postcode: str
    house: int
    street: str
    known_as: str = ""

    def described(self) -> Described:
        """Return the form as it is compared."""
        return Described(
            name=name_form(f"{self.first} {self.last}"),
            born_on=self.born_on,
            known_as=name_form(self.known_as),
            phone=phone_form(self.phone),
            email=email_form(self.email),
            postcode=self.postcode,
            address=f"{self.house} {self.street} Road",
        )


class Pairs:
    """A seeded source of pairs."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def somebody(self) -> Form:
        """Return a form of an invented person."""
        pick = self.random
        first, last = pick.choice(FIRST.split()), pick.choice(LAST.split())
        return Form(
            first, last, self._birthday(), self._phone(), self._email(first, last),
            self._postcode(), pick.randint(1, 150), pick.choice(STREETS),
        )  # fmt: skip

    def written_twice(self) -> tuple[Form, Form]:
        """Return two forms about one person."""
        first, pick = self.somebody(), self.random
        second = dataclasses.replace(first)
        errors = (
            self._slip, self._slip, self._short_form, self._swap_names, self._sounds, self._respell,
            self._middle_name, self._new_last_name,
        )  # fmt: skip
        for chance in (0.6, 0.15):
            if pick.random() < chance:
                pick.choice(errors)(second)
        if pick.random() < 0.2:
            second.born_on = self._birthday_error(second.born_on)
        if pick.random() < 0.4:
            second.phone = pick.choice((self._phone(), ""))
        if pick.random() < 0.45:
            second.email = pick.choice((self._email(second.first, second.last), ""))
        if pick.random() < 0.4:
            second.postcode, second.house = self._postcode(), pick.randint(1, 150)
            second.street = pick.choice(STREETS)
        return first, second

    def easily_confused(self) -> tuple[Form, Form]:
        """Return the forms of two people: strangers, a household, a family or a common name."""
        first, second, pick = self.somebody(), self.somebody(), self.random
        match pick.randrange(8):
            case 0:  # a couple with one telephone
                self._same_house(first, second)
                second.phone = first.phone
            case 1:  # father and son of one name
                self._same_house(first, second)
                second.first, second.last = first.first, first.last
                second.born_on = first.born_on.replace(year=first.born_on.year - 25, day=1)
            case 2:  # brothers
                self._same_house(first, second)
                second.last = first.last
            case 3:  # twins
                self._same_house(first, second)
                second.last, second.born_on = first.last, first.born_on
            case 4:  # one name, nothing else
                second.first, second.last = first.first, first.last
            case 5:  # one birthday, nothing else
                second.born_on = first.born_on
            case 6:  # names that sound alike, one house after the other
                second.first, second.postcode = first.first, first.postcode
                second.house = first.house
            case _:
                pass
        if (second.first, second.born_on) == (first.first, first.born_on):
            return self.easily_confused()
        return first, second

    def _same_house(self, first: Form, second: Form) -> None:
        second.postcode, second.house, second.street = first.postcode, first.house, first.street

    def _birthday(self) -> dt.date:
        return dt.date(1950, 1, 1) + dt.timedelta(days=self.random.randrange(56 * 365))

    def _phone(self) -> str:
        # Not only the numbers of drama: those are so few that strangers would share them.
        return f"07700 {self.random.randrange(10**6):06}"

    def _email(self, first: str, last: str) -> str:
        number = self.random.randrange(1000)
        style = self.random.choice(("{0}.{1}{2}", "{1}{2}", "{0}{2}"))
        return style.format(first, last, number).replace("'", "").lower() + "@example.org"

    def _postcode(self) -> str:
        letters = "".join(self.random.choices("ABDEFGHJLNPQRSTUWXYZ", k=2))
        return f"ME{self.random.randint(1, 20)} {self.random.randint(1, 9)}{letters}"

    def _birthday_error(self, born_on: dt.date) -> dt.date:
        if (other := swapped(born_on)) and other != born_on and self.random.random() < 0.6:
            return other
        digits = list(f"{born_on:%Y%m%d}")
        for _ in range(40):
            place = self.random.choice((2, 3, 5, 7))
            wrong = [*digits]
            wrong[place] = str(self.random.randrange(10))
            text = "".join(wrong)
            try:
                found = dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
            except ValueError:
                continue
            if found != born_on and found.year < 2009:
                return found
        return born_on

    def _slip(self, form: Form) -> None:
        which = self.random.choice(("first", "last"))
        word = getattr(form, which)
        place = self.random.randrange(len(word))
        letter = self.random.choice(LETTERS)
        swap = word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :]
        wrong = self.random.choice((
            word[:place] + word[place + 1 :], word[:place] + letter + word[place:],
            word[:place] + letter + word[place + 1 :], swap,
        ))  # fmt: skip
        setattr(form, which, wrong)

    def _short_form(self, form: Form) -> None:
        groups = [group.split() for group in GROUPS if form.first.lower() in group.split()]
        if groups:
            form.first = self.random.choice(self.random.choice(groups)).title()

    def _swap_names(self, form: Form) -> None:
        form.first, form.last = form.last, form.first

    def _sounds(self, form: Form) -> None:
        ways = [way for way in SOUND_ALIKE if way[0] in form.last.lower()]
        if ways:
            form.last = form.last.lower().replace(*self.random.choice(ways), 1).title()

    def _respell(self, form: Form) -> None:
        form.last = form.last.replace("'", "’").replace("-", "\u2011")
        form.first = form.first.replace("Luk", "Łuk").upper()

    def _middle_name(self, form: Form) -> None:
        form.first = f"{form.first} {self.random.choice(FIRST.split())}"

    def _new_last_name(self, form: Form) -> None:
        if self.random.random() < 0.5:
            form.known_as = f"{form.first} {form.last}"
        form.last = self.random.choice(LAST.split())
