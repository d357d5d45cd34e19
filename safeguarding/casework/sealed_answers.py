"""Read whom the opened envelope of a case names.

Pure. Every answer is unverified, and a name on a form does not become a person by itself.
"""

import datetime as dt
import re
from dataclasses import dataclass, field

from referral_portal.common.normal_forms import email_form, name_form, phone_form, read_date
from safeguarding.enums import LinkSource, Method, Relationship

# What people write when there is nobody; compared in the form of names.
NOBODY = {"", "none", "none known", "no", "no one", "nobody", "not known", "unknown", "n a", "na"}


@dataclass(frozen=True)
class Named:
    """One person whom a form names; `key` is the name of the question.

    `is_text` when the answer is a text about several people, from which a link worker has to read the
    names.
    """

    key: str
    name: str
    kind: Relationship
    source: LinkSource
    aliases: str = ""
    born_on: dt.date | None = None
    is_new_partner: bool = False
    is_text: bool = False
    when: str = ""
    ways: list[tuple[Method, str]] = field(default_factory=list)


def people_named(contents: dict | None) -> list[Named]:
    """Return the people whom the answers of a form name, in the order of the questions."""
    said = answers_of(contents)
    # In the participant's own form, the answer about former partners is a number of them.
    partners = said.get("former_partners", "") if "harmed_name" in said else ""
    found = [
        Named(
            key="harmed_name",
            name=said.get("harmed_name", ""),
            kind=Relationship.NOT_KNOWN,
            source=LinkSource.AGENCY,
            aliases=said.get("harmed_alias", ""),
            born_on=read_date(said.get("harmed_born_on", "")),
            when=said.get("harmed_time", ""),
            ways=_ways(said.get("harmed_phone", ""), said.get("harmed_email", "")),
        ),
        Named(
            key="their_first_name",
            name=said.get("their_first_name", ""),
            kind=Relationship.NOT_KNOWN,
            source=LinkSource.SELF,
            ways=_ways(said.get("their_contact", "")),
        ),
        Named(
            key="current_partner",
            name=said.get("current_partner", ""),
            kind=Relationship.PARTNER,
            source=LinkSource.AGENCY,
            is_new_partner=True,
        ),
        Named(
            key="former_partners",
            name=partners,
            kind=Relationship.EX_PARTNER,
            source=LinkSource.AGENCY,
            is_text=True,
        ),
        Named(
            key="children",
            name=said.get("children", ""),
            kind=Relationship.CHILD,
            source=LinkSource.AGENCY,
            is_text=True,
        ),
    ]
    return [one for one in found if name_form(one.name) not in NOBODY]


# Answers after which nobody needs to be told, beside those in NOBODY.
NO_PERSON = NOBODY | {
    "0", "none of these", "no plan", "not at all", "there is no contact", "no contact",
    "no assessment has been done", "somewhere else", "nobody has asked them yet",
    "there is no one i am worried about",
}  # fmt: skip
NAME_ENDINGS = ("_name", "_alias", "current_partner")
TEXTS_WITH_NAMES = ("children", "former_partners", "cares_for", "child_home")
# Words with a capital letter that are no names.
NO_NAMES = {
    "she", "her", "he", "him", "his", "they", "them", "their", "the", "and", "with", "lives",
    "live", "living", "age", "aged", "year", "years", "old", "both", "one", "two", "three", "four",
    "five", "six", "son", "sons", "daughter", "daughters", "child", "children", "baby", "boy",
    "girl", "school", "primary", "not", "known", "none", "unknown", "mother", "father", "parent",
    "parents", "partner", "wife", "husband", "family", "home", "foster", "care", "in", "at", "of",
    "is", "are", "has", "had", "month", "months",
}  # fmt: skip


def names_anybody(contents: dict | None) -> bool:
    """Return whether a sealed page may be about a person; one that was never opened may be."""
    if contents is None:
        return True
    for part in contents.values():
        rows = part.get("answers") if isinstance(part, dict) else None
        for row in rows if isinstance(rows, list) else []:
            value = row.get("value") if isinstance(row, dict) else None
            if name_form(str(value or "")) not in NO_PERSON:
                return True
    return False


def names_in(contents: dict | None) -> list[str]:
    """Return every name in the answers, also those inside of a text about several people."""
    said = answers_of(contents)
    found = [text for key, text in said.items() if key.endswith(NAME_ENDINGS)]
    for key in TEXTS_WITH_NAMES:
        words = re.findall(r"\b[^\W\d_][\w’'-]+", said.get(key, ""))
        found += [word for word in words if word[0].isupper() and word.lower() not in NO_NAMES]
    return [name for name in found if name_form(name) not in NO_PERSON]


def answers_of(contents: dict | None) -> dict[str, str]:
    """Return the typed answers of every page, by the name of the question."""
    found = {}
    for part in (contents or {}).values():
        rows = part.get("answers") if isinstance(part, dict) else None
        for row in rows if isinstance(rows, list) else []:
            if isinstance(row, dict) and isinstance(row.get("value"), str):
                found[str(row.get("name"))] = row["value"].strip()
    return found


def _ways(*typed: str) -> list[tuple[Method, str]]:
    found = []
    for text in typed:
        if phone_form(text):
            found.append((Method.CALL, text))
        elif email_form(text):
            found.append((Method.EMAIL, text))
    return found
