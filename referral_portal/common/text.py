"""Clean typed text: one form of every letter, no invisible characters, no smuggled line breaks.

Names get into e-mail headers, file names and admin lists, where control and direction characters
can break a message or fake a screen.
"""

import unicodedata

from django.core.exceptions import ValidationError

# Characters that reverse the reading direction or have no width.
INVISIBLE = dict.fromkeys(
    [*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0x200B, 0x2010), 0x2060, 0xFEFF]
)
MOST_COMBINING_MARKS = 3


def _clean(value: str) -> str:
    text = unicodedata.normalize("NFC", value).translate(INVISIBLE)
    if any(unicodedata.category(character) == "Cs" for character in text):
        raise ValidationError("Some of these characters cannot be read. Type them again.")
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks > MOST_COMBINING_MARKS:
            raise ValidationError("Some of these characters cannot be read. Type them again.")
    return text


def clean_line(value: str) -> str:
    """Return one line of typed text, tidy; raise ValidationError if it holds a line break."""
    text = _clean(value)
    if "\r" in text or "\n" in text:
        raise ValidationError("Write this on one line.")
    text = "".join(c for c in text if unicodedata.category(c) != "Cc" or c == "\t")
    return " ".join(text.split())


def clean_text(value: str) -> str:
    """Return several lines of typed text with plain line ends and no control characters."""
    text = _clean(value).replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(c for c in text if c == "\n" or unicodedata.category(c) != "Cc")
    return text.strip()


def search_key(value: str) -> str:
    """Return `value` as it is compared in a search: lower case, no accents, single spaces."""
    plain = unicodedata.normalize("NFKD", value)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(plain.casefold().split())
