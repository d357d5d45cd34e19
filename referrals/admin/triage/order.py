"""The order in which a coordinator needs the answers, as data: which page of a form is in which part.

Pure. Folding hides nothing that is not named: a page that no part knows is shown, and an answer is
folded as a "No" only on the pages where "No" is what nobody has to act on.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Part:
    """One part of the answers: its title, and the slugs of its pages in order.

    `above` names the part that stands above the answers, and is shown even without an answer. With
    `is_danger`, answers that stand beside the signs of danger are not repeated.
    """

    title: str
    slugs: tuple[str, ...]
    is_folded: bool = False
    above: str = ""
    is_danger: bool = False


PARTS = (
    Part("Danger and safety", ("now", "you", "weapons", "staff-risk"), is_danger=True),
    Part(
        "Behaviour",
        ("in-your-words", "what", "thinking", "relationship", "together", "effect", "why-now"),
    ),
    Part("Orders and dates", ("orders", "dates", "sentence", "family-court", "record")),
    Part(
        "Suitability",
        (
            "responsibility",
            "better-way",
            "drink-drugs",
            "health",
            "partner",
            "group",
            "before",
            "required",
            "area",
            "evidence",
            "sharing",
        ),
        above="criteria",
    ),
    # Name, birthday and telephone stand in the rows about the person.
    Part("Contact", ("home",), above="person"),
    Part(
        "Other answers",
        (
            "work",
            "needs",
            "taking-part",
            "understand",
            "others-we-ask",
            "readers",
            "place",
            "who",
            "name",
            "birth",
            "contact",
            "referrer",
        ),
        is_folded=True,
    ),
)
KNOWN = frozenset(slug for part in PARTS for slug in part.slugs)
# The title of the pages that no part knows, such as those of a form of an earlier year.
UNKNOWN = "Further answers"
NO = frozenset({"No", "None of these", "Neither of these"})
# Where "No" is nothing to act on. Not where it counts against taking part, such as "responsibility".
MAY_BE_NO = frozenset(
    {
        "now",
        "you",
        "weapons",
        "thinking",
        "orders",
        "dates",
        "sentence",
        "family-court",
        "record",
        "drink-drugs",
        "health",
        "before",
        "required",
        "work",
    }
)


@dataclass(frozen=True)
class ShownPart:
    """One part as it is drawn: the pages to read, and those that were answered "No" throughout."""

    title: str
    is_folded: bool = False
    above: str = ""
    pages: list[dict] = field(default_factory=list)
    no: list[dict] = field(default_factory=list)

    @property
    def no_words(self) -> str:
        """The titles of the pages that were answered "No", in one line."""
        return ", ".join(page["title"] for page in self.no)


def in_order(pages: Iterable[dict], *, said: Collection[dict] = ()) -> list[ShownPart]:
    """Return the answers in the order of PARTS, without the parts that have nothing.

    Each page has `slug`, `title` and `rows`, each row with `key` and `value`. `said` are the rows that
    stand beside the signs of danger.
    """
    by_slug = {page["slug"]: page for page in pages}
    unknown = Part(UNKNOWN, tuple(slug for slug in by_slug if slug not in KNOWN))
    parts = (*PARTS[:-1], unknown, PARTS[-1])
    shown = [
        _shown(
            part,
            _without(
                said if part.is_danger else (),
                [by_slug[slug] for slug in part.slugs if slug in by_slug],
            ),
        )
        for part in parts
    ]
    return [part for part in shown if part.above or part.pages or part.no]


def is_no(page: dict) -> bool:
    """Return whether every answer of a page is a "No" that nobody has to act on."""
    return page["slug"] in MAY_BE_NO and all(row["value"] in NO for row in page["rows"])


def _without(said: Collection[dict], pages: list[dict]) -> list[dict]:
    """Return `pages` without the rows of `said`, and without a page that has no other row."""
    if not said:
        return [page for page in pages if page["rows"]]
    left = [page | {"rows": [row for row in page["rows"] if row not in said]} for page in pages]
    return [page for page in left if page["rows"]]


def _shown(part: Part, pages: list[dict]) -> ShownPart:
    shown, no = [], []
    for page in pages:
        (no if is_no(page) else shown).append(page)
    return ShownPart(
        title=part.title, is_folded=part.is_folded, above=part.above, pages=shown, no=no
    )
