"""Clean typed text: one form of every letter, no invisible characters, no smuggled line breaks.

Names get into email headers, file names and admin lists, where control and direction characters
can break a message or fake a screen.
"""

import unicodedata

from django.core.exceptions import ValidationError

# They print nothing, although Unicode counts them as letters, marks or symbols.
BLANKS = {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), *range(0xFE00, 0xFE10)}
BLANKS |= {0x2800, 0x3164, 0xFFA0, *range(0xE0100, 0xE01F0)}
# Unicode files these signs of Arabic, Syriac and Kaithi with the invisible ones, but they print.
PRINTED_SIGNS = {*range(0x0600, 0x0606), 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD}
JOINERS = {"\u200c", "\u200d"}
VIRAMA = 9  # the class of marks that join two consonants
# The scripts in which a joiner changes how a word is read: Arabic and its neighbours, those of
# India and Sri Lanka, Myanmar, Khmer, and the Arabic letters of older encodings.
JOINED = ((0x0600, 0x08FF), (0x0900, 0x0DFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0xFB50, 0xFEFC))
MOST_COMBINING_MARKS = 3


def is_invisible(character: str) -> bool:
    """Return whether a character has no ink and is no space, tab or line end."""
    if ord(character) in BLANKS:
        return True
    return unicodedata.category(character) == "Cf" and ord(character) not in PRINTED_SIGNS


def has_letter(value: str) -> bool:
    """Return whether `value` has a letter of any script that prints."""
    return any(c.isalpha() and not is_invisible(c) for c in value)


def _without_invisible(text: str) -> str:
    """Return `text` without invisible characters, except joiners inside a word that needs them."""
    return "".join(
        character
        for place, character in enumerate(text)
        if not is_invisible(character) or (character in JOINERS and _joins(text, place))
    )


def _joins(text: str, place: int) -> bool:
    """Return whether the joiner at `place` is between two letters of a script that uses joiners."""
    before, after = text[:place][-1:], text[place + 1 : place + 2]
    if not before or not _is_joined(before):
        return False
    # In Malayalam, a word may end in a joiner after the sign that silences a vowel.
    return unicodedata.combining(before) == VIRAMA or bool(after and _is_joined(after))


def _is_joined(character: str) -> bool:
    in_script = any(first <= ord(character) <= last for first, last in JOINED)
    return in_script and unicodedata.category(character)[0] in "LM"


def _clean(value: str) -> str:
    text = _without_invisible(unicodedata.normalize("NFC", value))
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


def initials_of(name: str) -> str:
    """Return the first letters of the first and the last word of a name, each with a full stop."""
    words = [word for word in name.split() if has_letter(word)]
    ends = words[:1] + words[1:][-1:]
    return " ".join(f"{next(filter(str.isalpha, word)).upper()}." for word in ends)
