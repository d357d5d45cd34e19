"""Random references that people read aloud, and random ids.

A reference gives nothing away: it holds no counter, date, route or programme. The caller's unique
constraint makes sure that no two are the same.
"""

import secrets

# Crockford's alphabet without the letters that sound or look alike over a bad line.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS = (4, 4)
PREFIX = "KM"


def new_reference() -> str:
    """Return a new reference such as KM-7F3K-9Q2D (about 39 random bits)."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(size)) for size in GROUPS)
    return "-".join((PREFIX, *groups))


def tidy_reference(typed: str) -> str:
    """Return `typed` as a reference would be stored, or an empty string if it cannot be one."""
    letters = "".join(character for character in typed.upper() if character.isalnum())
    letters = letters.removeprefix(PREFIX)
    if len(letters) != sum(GROUPS) or any(letter not in ALPHABET for letter in letters):
        return ""
    return f"{PREFIX}-{letters[:4]}-{letters[4:]}"
