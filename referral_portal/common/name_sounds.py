"""How a name sounds, so that spellings that sound alike can be found by an index.

The functions take names in their normal form. Comparing two names is not their work.
"""

from jellyfish import metaphone


def sound(word: str) -> str:
    """Return how a word of a name sounds, or the word itself in a script without English sounds."""
    return metaphone(word).replace(" ", "") or word


def sounds_of(name: str) -> tuple[str, str]:
    """Return the sound of the last name, and the sounds of first and last name in a fixed order.

    The second is the same for a name whose first and last name were swapped.
    """
    words = name.split() or [""]
    first, last = sound(words[0]), sound(words[-1])
    return last, " ".join(sorted((first, last)))
