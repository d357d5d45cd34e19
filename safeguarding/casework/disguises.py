"""Find a telephone number, an email address, an address or a name in a text, disguised or not.

Pure. A number may have spaces, dots or a country code, the letter o for 0, or words for its digits;
an address may say "at" and "dot"; a name may be spaced out.
"""

import re
import unicodedata

from referral_portal.common.normal_forms import email_form, name_form, phone_form, plain_digits

FEWEST_DIGITS = 7  # of a number without its leading zero
FEWEST_PLAIN = 9  # the same, of a number that is taken out of a text: longer than a date
FEWEST_LETTERS = 6  # of a name, or of the part before "@", that is found without its spaces
DIGITS = {
    "zero": "0", "nought": "0", "naught": "0", "nil": "0", "oh": "0", "one": "1", "two": "2",
    "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
TIMES = {"double": 2, "triple": 3, "treble": 3}
LOOKALIKE = str.maketrans({"o": "0", "l": "1", "i": "1"})
DIGIT_WORD = re.compile("|".join(DIGITS))
NUMBER = re.compile(r"[+(]?\d[\d\s().\-]{7,}\d")
EMAIL = re.compile(r"[^\s@<>(),;:]+@[^\s@<>(),;:]+\.[^\s@<>(),;:]+")
POSTCODE = re.compile(r"\b([a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2})\b")
HOUSE = re.compile(r"\d+[a-z]?")
AT, DOT = re.compile(r"[\[({<]?\s*\bat\b\s*[\])}>]?"), re.compile(r"[\[({<]?\s*\bdot\b\s*[\])}>]?")
ROADS = {
    "rd": "road", "st": "street", "ave": "avenue", "av": "avenue", "cl": "close", "ln": "lane",
    "dr": "drive", "ct": "court", "cres": "crescent", "gdns": "gardens", "sq": "square",
    "pl": "place", "ter": "terrace", "tce": "terrace", "apt": "flat", "apartment": "flat",
}  # fmt: skip
PLACES = {*ROADS.values(), "way", "hill", "house", "farm", "cottage", "park", "row", "mews"}
# Names that are also words; they count only with a capital letter.
ALSO_WORDS = {
    "april", "art", "bill", "bob", "chase", "dawn", "don", "faith", "frank", "grace", "grant",
    "hope", "hunter", "ivy", "jack", "joy", "june", "lily", "mark", "max", "may", "mercy", "pat",
    "penny", "ray", "rich", "rob", "rose", "ruby", "sky", "star", "sue", "summer", "will",
}  # fmt: skip


def plain(text: str) -> str:
    """Return a text in lower case with plain digits, without the characters that nobody sees."""
    plainer = plain_digits(unicodedata.normalize("NFKC", text)).casefold()
    return "".join(c for c in plainer if unicodedata.category(c) != "Cf")


def _alike(text: str) -> str:
    """Return the letters and digits of a text, with those that look alike as one."""
    return "".join(c for c in plain(text) if c.isalnum()).translate(LOOKALIKE)


def number_core(text: str) -> str:
    """Return the digits that every spelling of a telephone number shares, or ""."""
    form = phone_form(text)
    core = form.lstrip("+").lstrip("0")
    if form.startswith("+"):
        core = core[-9:]  # without the code of a country, which may be left out
    return core if len(core) >= FEWEST_DIGITS else ""


def digits_in(text: str) -> list[str]:
    """Return the digits of a text as one row, once for each way to read its letters."""
    read, times = [], 1
    for token in re.findall(r"[0-9a-z]+", plain(text)):
        if token in TIMES:
            times = TIMES[token]
            continue
        digits = DIGITS.get(token) or _digits_of(token)
        read.append(digits * times)
        times = 1
    joined = DIGIT_WORD.sub(lambda found: DIGITS[found[0]], plain(text))
    return ["".join(read), re.sub(r"[^0-9]", "", joined)]


def _digits_of(token: str) -> str:
    if token == "o" or (re.search(r"\d", token) and re.fullmatch(r"[0-9oli]+", token)):
        return token.translate(LOOKALIKE)
    return re.sub(r"[^0-9]", "", token)


def has_number(text: str, number: str) -> bool:
    """Return whether a text holds this telephone number."""
    core = number_core(number)
    return bool(core) and any(core in digits for digits in digits_in(text))


def has_email(text: str, email: str) -> bool:
    """Return whether a text holds this email address, or one that reaches the same mailbox."""
    wanted = _mailbox(email_form(email))
    if not wanted:
        return False
    spelt = DOT.sub(".", AT.sub("@", plain(text)))
    spelt = re.sub(r"\s*([@.])\s*", r"\1", spelt)
    if any(_mailbox(found.strip(".")) == wanted for found in EMAIL.findall(spelt)):
        return True
    # Spaced out, it has no edges; a short one would be found inside of others.
    rest = EMAIL.sub(" ", plain(text))
    return len(wanted[0]) >= FEWEST_LETTERS and "".join(wanted) in _alike(
        EMAIL.sub(" ", spelt) + rest
    )


def _mailbox(address: str) -> tuple[str, str] | None:
    local, at, domain = address.rpartition("@")
    return (_alike(local.partition("+")[0]), _alike(domain)) if at and local else None


def words_of(text: str) -> list[str]:
    """Return the words and numbers of an address, with the short forms written out."""
    return [ROADS.get(word, word) for word in re.findall(r"[a-z0-9]+", plain(text))]


def street_of(address: str) -> list[str]:
    """Return the words of an address up to its street, or nothing when it does not name a place."""
    found: list[str] = []
    for line in re.split(r"[,\n;]", address):
        found += words_of(POSTCODE.sub(" ", plain(line)))
        if any(word.isalpha() and word not in {"flat", "unit", "room"} for word in found):
            break
    is_place = any(map(HOUSE.fullmatch, found)) or not PLACES.isdisjoint(found)
    return found if is_place and len("".join(found)) >= FEWEST_LETTERS else []


def has_address(text: str, address: str, postcode: str = "") -> bool:
    """Return whether a text holds this address: its street, or its postcode and no other house."""
    words, street = words_of(text), street_of(address)
    if street and _holds([_alike(word) for word in words], _alike("".join(street))):
        return True
    codes = [postcode] if postcode else POSTCODE.findall(plain(address))
    if not any(_alike(code) in _alike(text) for code in codes):
        return False
    houses = set(filter(HOUSE.fullmatch, words_of(POSTCODE.sub(" ", plain(text)))))
    own = set(filter(HOUSE.fullmatch, street))
    return not (houses and own) or not own.isdisjoint(houses)


def _holds(words: list[str], wanted: str) -> bool:
    """Return whether words in a row make `wanted`, however they are divided."""
    for start in range(len(words)):
        found = ""
        for word in words[start:]:
            found += word
            if found == wanted:
                return True
            if len(found) >= len(wanted):
                break
    return False


def has_name(text: str, name: str, *, apart_from: frozenset[str] = frozenset()) -> bool:
    """Return whether a text holds a name, in full or a part of it of three letters or more.

    A part in `apart_from` does not count by itself, as when the participant has the same surname.
    """
    form = name_form(name)
    if not form:
        return False
    if form in apart_from:
        return False
    if len(form) >= FEWEST_LETTERS and " " in form and _alike(form) in _alike(name_form(text)):
        return True
    said = set(name_form(text).split())
    if " " not in form:
        return form in said and _is_a_name(text, form)
    parts = [part for part in form.split() if len(part) > 2 and part not in apart_from]
    return any(part in said and _is_a_name(text, part) for part in parts)


def _is_a_name(text: str, word: str) -> bool:
    if word not in ALSO_WORDS:
        return True
    return any(found[0].isupper() for found in re.findall(rf"(?i)\b{word}\b", text))


def details_in(text: str) -> tuple[list[str], list[str], list[str]]:
    """Return the telephone numbers, email addresses and postcodes that a text spells plainly."""
    seen = plain(text)
    numbers = [one for one in NUMBER.findall(seen) if len(number_core(one)) >= FEWEST_PLAIN]
    return numbers, EMAIL.findall(seen), POSTCODE.findall(seen)
