"""Find the words that say what this service is about, which the outside of a message must not hold.

Others see the sender, the subject and the first words of an email, and the envelope of a letter.
"""

import re

# The beginnings of words, in lower case.
TOPICS = (
    "abus", "behaviour", "coerc", "controlling", "court", "custod", "domestic", "harass", "harm",
    "injunction", "licence", "molest", "offen", "partner", "perpetrat", "police", "probation",
    "relationship", "restrain", "safeguard", "sentence", "stalk", "strang", "survivor", "threat",
    "victim", "violen",
)  # fmt: skip
ANYWHERE = re.compile("|".join(TOPICS), re.IGNORECASE)
WORDS = re.compile(rf"\b(?:{'|'.join(TOPICS)})\w*", re.IGNORECASE)


def topics_in(text: str) -> list[str]:
    """Return the words of `text` that say what this service is about."""
    return WORDS.findall(text)


def topics_in_address(address: str) -> list[str]:
    """Return such words in an email address, where they may stand inside a longer word."""
    return ANYWHERE.findall(address)
