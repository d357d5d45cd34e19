"""Whether a participant's work means that few people may see the form, and who must not see it first.

The form promises it for every answer but "None of these". Standard library only.
"""

from collections.abc import Collection, Mapping

PAGE, FIELD, NONE = "work", "work", "none"
PARTNER = "partner"
# Words in the name of an agency that say where its staff work.
NAMED_AFTER = {
    "police": ("police",),
    "council": ("council", "borough"),
    "nhs": ("nhs", "health", "hospital"),
}


def works_for(answers: Mapping[str, Mapping[str, object]]) -> frozenset[str]:
    """Return the codes of the places where the participant works; empty for "None of these" and no answer."""
    given = answers.get(PAGE, {}).get(FIELD) or ()
    return frozenset([given] if isinstance(given, str) else given) - {NONE}


def is_of(agency: str, works: Collection[str], *, partners: Collection[str]) -> bool:
    """Return whether the participant may work for `agency`; `partners` run the programmes."""
    name = agency.casefold()
    if PARTNER in works and name in {partner.casefold() for partner in partners}:
        return True
    return any(word in name for work in works for word in NAMED_AFTER.get(work, ()))
