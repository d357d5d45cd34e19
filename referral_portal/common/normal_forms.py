"""Reduce names, telephone numbers, addresses and dates to the one form in which they are compared.

Both sides of the wall store search keys in these forms. What a person typed is kept beside them.
Every function is pure and returns an empty string, or None, for text that is not of its kind.
"""

import datetime as dt
import re
import unicodedata

import idna

from referral_portal.common.text import BLANKS

# Raise this when a form changes: the other side of the wall then hashes its search words again. The
# portal's columns need a migration, like referrals/migrations/0014.
FORMS = 1
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
FEWEST_DIGITS, MOST_DIGITS = 7, 15
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
# "5.4.12" can mean 1912 or 2012; "5.4.89" can only mean 1989.
FIRST_CLEAR_SHORT_YEAR = 30

# Unicode files some of the apostrophes that people type as letters, and one as an accent.
APOSTROPHES = dict.fromkeys(map(ord, "'`\u00b4‘’‛′\u02b9ʻʼʽʾʿˈˊˋ՚׳ꞌ\uff07"))  # noqa: RUF001
# Letters that do not fall apart into a plain letter and an accent, and letters for which Arabic
# and Persian keyboards have different characters.
SPELT = str.maketrans({
    "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "\u0131": "i", "ł": "l", "ŋ": "n",
    "ŧ": "t", "þ": "th", "ƶ": "z", "\u06cc": "\u064a", "\u0649": "\u064a", "\u06a9": "\u0643",
    "\u0640": None,
})  # fmt: skip
SOFT_HYPHEN = "\u00ad"

EXTENSION = re.compile(r"(?<=[0-9])[\s,;(]*(?:extension|extn|ext|x|#)[\s.:]*([0-9]{1,7})\)?$")
# The letters that the Post Office uses in each position.
POSTCODE = re.compile(
    r"([A-PR-UWYZ](?:[0-9]{1,2}|[A-HK-Y][0-9]{1,2}|[0-9][A-HJKPSTUW]|[A-HK-Y][0-9][ABEHMNPRV-Y]))"
    r"([0-9][ABD-HJLNP-UW-Z]{2})"
)
NUMBERS = re.compile(r"(\d{1,4})(?:\s*[./-]\s*|\s+)(\d{1,2})(?:\s*[./-]\s*|\s+)(\d{1,4})")
DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s./-]*(?:of\s+)?([a-z]{3,9})[\s.,/-]*(\d{2,4})")
MONTH_FIRST = re.compile(r"([a-z]{3,9})[\s.]*(\d{1,2})(?:st|nd|rd|th)?(?:\s*,\s*|\s+)(\d{2,4})")
WEEKDAY = re.compile(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?[\s,.]+")


def name_form(text: str) -> str:
    """Return a name in lower case, without accents or apostrophes, with spaces for hyphens."""
    plain = unicodedata.normalize("NFKD", text.translate(APOSTROPHES)).casefold()
    plain = unicodedata.normalize("NFKD", plain).translate(APOSTROPHES).translate(SPELT)
    letters = unicodedata.normalize("NFC", "".join(map(_letter, plain)))
    return " ".join(letters.split())


def _letter(character: str) -> str:
    """Return a character that counts in a name, a space for punctuation, or "" for a mark."""
    kind = unicodedata.category(character)
    if ord(character) in BLANKS or unicodedata.combining(character):
        return ""
    if kind[0] in "LMN":
        return character
    if kind[0] == "C" and character != SOFT_HYPHEN and not character.isspace():
        return ""
    return " "


def phone_form(text: str) -> str:
    """Return a number as "07700900123", or as "+33612345678" for another country.

    The number of an extension is left out. A number that nobody could dial still has a form, so
    that two spellings of it are found to be the same.
    """
    number, _extension = split_extension(text)
    if any(character.isalpha() for character in number):
        return ""
    digits = "".join(character for character in number if character in "0123456789")
    abroad = number.startswith("+") or digits.startswith("00")
    digits = digits.removeprefix("00") if not number.startswith("+") else digits
    if digits.startswith("44") and (abroad or len(digits) in (11, 12, 13)):
        digits, abroad = "0" + digits.removeprefix("44").removeprefix("0"), False
    elif abroad and "(0)" in number:
        digits = re.sub(r"[^0-9]", "", number.replace("(0)", "", 1)).removeprefix("00")
    elif len(digits) == 10 and digits[0] in "1237" and not abroad:
        digits = "0" + digits
    if not FEWEST_DIGITS <= len(digits) <= MOST_DIGITS:
        return ""
    return f"+{digits}" if abroad else digits


def split_extension(text: str) -> tuple[str, str]:
    """Return the number and the extension in `text`, tidied, with the digits of any script as 0-9."""
    tidy = plain_digits(unicodedata.normalize("NFKC", text)).casefold()
    tidy = " ".join("".join(c for c in tidy if unicodedata.category(c) != "Cf").split())
    found = EXTENSION.search(tidy)
    number, extension = (tidy[: found.start()], found[1]) if found else (tidy, "")
    # "(+44) 7700 900123" has its plus sign inside brackets.
    return re.sub(r"^[(\s]*\+", "+", number), extension


def plain_digits(text: str) -> str:
    """Return `text` with the digits of every script as 0 to 9."""
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def email_form(text: str) -> str:
    """Return an address in lower case, with the domain as mail servers write it (IDNA)."""
    address = unicodedata.normalize("NFC", text.strip())
    local, _at, domain = address.rpartition("@")
    domain = domain.rstrip(".")
    if not local or not domain or any(character.isspace() for character in address):
        return ""
    try:
        domain = idna.encode(domain, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        domain = domain.casefold()  # not a domain on the internet, but comparable
    return f"{unicodedata.normalize('NFC', local.casefold())}@{domain.casefold()}"


def postcode_form(text: str) -> str:
    """Return a British postcode in capitals with one space: "ME14 1XX"."""
    letters = unicodedata.normalize("NFKC", text).upper()
    letters = re.sub(r"[\s.\-\u2010-\u2015]", "", letters)
    found = POSTCODE.fullmatch(letters)
    return f"{found[1]} {found[2]}" if found else ""


def read_date(text: str) -> dt.date | None:
    """Return a date written day, month, year or as 1989-04-05, or None if it is not clear.

    A month may be a number, a name or the start of a name; only a name may come before the day. A
    year of two digits counts from 30 on, as 1930 to 1999.
    """
    plain = plain_digits(unicodedata.normalize("NFKC", text)).casefold()
    plain = WEEKDAY.sub("", " ".join(plain.split()))
    if found := NUMBERS.fullmatch(plain):
        first, month, last = found.groups()
        day, year = (last, first) if len(first) == 4 else (first, last)
    elif re.fullmatch(r"[0-9]{8}", plain):
        day, month, year = plain[:2], plain[2:4], plain[4:]
    elif found := DAY_FIRST.fullmatch(plain):
        day, month, year = found.groups()
    elif found := MONTH_FIRST.fullmatch(plain):
        month, day, year = found.groups()
    else:
        return None
    return _date(day, month, year)


def read_month(text: str) -> int | None:
    """Return the number of a month, written as a number, a name or the start of a name."""
    if text.isdecimal():
        return int(text) if 1 <= int(text) <= 12 else None
    if len(text) < 3:
        return None
    return next((n for n, name in enumerate(MONTHS, 1) if name.startswith(text.lower())), None)


def _date(day: str, month: str, year: str) -> dt.date | None:
    number = read_month(month)
    full_year = int(year)
    if len(year) == 2:
        full_year = 1900 + full_year if full_year >= FIRST_CLEAR_SHORT_YEAR else 0
    if number is None or len(day) > 2 or not EARLIEST_YEAR <= full_year <= LATEST_YEAR:
        return None
    try:
        return dt.date(full_year, number, int(day))
    except ValueError:
        return None
