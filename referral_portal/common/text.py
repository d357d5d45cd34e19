"""Clean typed text: one form of every letter, no invisible characters, no smuggled line breaks.

Names get into email headers, file names and admin lists, where control and direction characters
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
    letter, marks = "◌", 0  # shown when an accent has no letter before it
    for character in text:
        if unicodedata.category(character) == "Cs":
            raise ValidationError(
                f"We cannot read the character U+{ord(character):04X}. Delete it and type it again."
            )
        if unicodedata.combining(character):
            marks += 1
        else:
            letter, marks = character, 0
        if marks > MOST_COMBINING_MARKS:
            raise ValidationError(
                f"The character “{letter}” has too many accents. Delete it and type it again."
            )
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
