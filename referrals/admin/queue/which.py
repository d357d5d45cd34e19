"""Which list of referrals a user reads: the filters, the order and the place, as the address says.

Pure. Other pages carry the list in one parameter of their address, LIST, so that a decision can lead
back to it. A value that no list offers is ignored, so an address can never name anything else.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from urllib.parse import parse_qsl, urlencode

from programmes.enums import Pathway
from referral_portal.common.paging import AFTER, BEFORE
from referrals.danger_signs import LEVEL_WORDS, Level
from referrals.enums import FINAL, PAUSED, RANKED, Route, Status

LIST = "list"
LONGEST = 600  # characters of a packed list; a longer one is not ours
OPEN, ALL, ON_PAUSE, ACTIVE = "open", "all", "paused", "active"
MINE, NOBODY = "me", "nobody"
STATUS_CHOICES = (
    (OPEN, "In the queue"),
    (ON_PAUSE, "On hold or suspended"),
    (ACTIVE, "Not ended"),
    *Status.choices,
    (ALL, "Every status"),
)
DANGER_CHOICES = tuple(
    (str(level.value), LEVEL_WORDS[level]) for level in (Level.SAME_DAY, Level.SOON, Level.NOTED)
)
WHO_CHOICES = ((MINE, "Me"), (NOBODY, "Nobody"))
LATE_CONTACT, LATE_PLACE = "contact", "place"
CODE = re.compile(r"[a-z0-9_-]{1,60}")
PLACE = re.compile(r"[0-9A-Za-z:.+~-]{1,200}")
CLOCKS = (LATE_CONTACT, LATE_PLACE)  # that are overdue apart from the decision and the review
CHOICES = {
    "status": {value for value, _ in STATUS_CHOICES},
    "route": set(Route.values),
    "pathway": set(Pathway.values),
    "danger": {value for value, _ in DANGER_CHOICES},
    "who": {MINE, NOBODY},
    "overdue": {"1", *CLOCKS},
    "named": {"1"},
    "counts": {"1"},
}
# The parameters of an address, in their order, without the place in the list.
KEPT = ("status", *sorted({*CHOICES, "district"} - {"status"}), "sort")


@dataclass(frozen=True)
class WhichList:
    """One list of referrals, in which an empty text is a filter that is not set."""

    status: str = OPEN
    route: str = ""
    pathway: str = ""
    district: str = ""
    danger: str = ""
    who: str = ""
    overdue: str = ""
    named: str = ""
    counts: str = ""
    sort: str = ""
    after: str = ""
    before: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str], districts: Collection[str] | None = None):
        """Return the list that the parameters `given` ask for; only `districts`, if given, exist."""
        found = {name: given.get(name, "") for name in CHOICES}
        found = {name: value for name, value in found.items() if value in CHOICES[name]}
        district = given.get("district", "")
        if CODE.fullmatch(district) and (districts is None or district in districts):
            found["district"] = district
        for name in (AFTER, BEFORE):
            if PLACE.fullmatch(given.get(name, "")):
                found[name] = given[name]
        which = cls(**found)
        sort = given.get("sort", "")
        return replace(which, sort=sort) if sort in sorts_of(which) else which

    @classmethod
    def unpack(cls, text: str):
        """Return the list that `packed` has written, or the queue for a text that is not ours."""
        return cls.read(dict(parse_qsl(text))) if len(text) <= LONGEST else cls()

    def kept(self) -> dict[str, str]:
        """Return the parameters of its address, without the place in the list."""
        values = {name: getattr(self, name) for name in KEPT}
        return {name: value for name, value in values.items() if value and value != OPEN}

    def params(self) -> dict[str, str]:
        """Return the parameters of its address, with the place in the list."""
        place = {AFTER: self.after, BEFORE: self.before}
        return self.kept() | {name: value for name, value in place.items() if value}

    def query(self) -> str:
        """Return its address after the path: empty for the first page of the queue."""
        return f"?{urlencode(params)}" if (params := self.params()) else ""

    def packed(self) -> str:
        """Return the list as one value for the parameter LIST of another page."""
        return urlencode(self.params())

    def filters(self) -> dict[str, str]:
        """Return the parameters that choose its referrals, without order, counts and place."""
        return {
            name: value for name, value in self.kept().items() if name not in {"counts", "sort"}
        }

    def with_counts(self, counts: str):
        """Return the same page with the number of each option shown, or without it for ""."""
        return replace(self, counts=counts)

    def first_page(self):
        """Return the same list from its beginning."""
        return replace(self, after="", before="")

    def sorted_by(self, sort: str):
        """Return the same filters in another order, from the beginning."""
        return replace(self.first_page(), sort=sort)

    @property
    def statuses(self) -> tuple[str, ...]:
        """The statuses in it; an empty tuple stands for every status."""
        return GROUPS.get(self.status, (self.status,))

    @property
    def is_on_pause(self) -> bool:
        """Whether everything in it has a review date."""
        return bool(self.statuses) and set(self.statuses) <= PAUSED

    @property
    def is_ranked(self) -> bool:
        """Whether it holds only what has to be decided."""
        return bool(self.statuses) and set(self.statuses) <= set(RANKED)

    @property
    def is_by_name(self) -> bool:
        """Whether a place in it is a name, which no address may carry."""
        return self.sort.removeprefix("-") == "name"

    @property
    def order(self) -> tuple[str, ...]:
        """The columns that order it, the last one unique."""
        sorts = sorts_of(self)
        return sorts.get(self.sort) or sorts[""]


QUEUE = WhichList()
# What a choice of status stands for, where that is not one status; nothing is every status.
GROUPS = {
    OPEN: RANKED,
    ON_PAUSE: tuple(sorted(PAUSED)),
    ACTIVE: tuple(status for status in Status if status not in FINAL),
    ALL: (),
}
BY_AGE = ("submitted_at", "id")
BY_DANGER = ("danger_level", *BY_AGE)
BY_REVIEW = ("review_on", "id")


def sorts_of(which: WhichList) -> dict[str, tuple[str, ...]]:
    """Return the orders that a list can have, each with its columns; every one has an index."""
    return _sorts_of(which.status, which.who)


@cache  # `read` has let only those of CHOICES through
def _sorts_of(status: str, who: str) -> dict[str, tuple[str, ...]]:
    which = WhichList(status=status, who=who)
    is_short = which.who == MINE  # what one user has is sorted without an index
    by_urgency = BY_DANGER if which.is_ranked or is_short else BY_AGE
    sorts = {"": BY_REVIEW if which.is_on_pause else by_urgency}
    sorts |= dict(_both_ways("received", BY_AGE))
    if is_short or which.status not in {ON_PAUSE, ACTIVE}:
        sorts |= dict(_both_ways("name", ("sort_name", "id")))
    if which.is_ranked:
        sorts |= dict(_both_ways("due", ("due_at", "id")))
    if which.is_on_pause:
        sorts |= dict(_both_ways("review", BY_REVIEW))
    return sorts | dict(_both_ways("reference", ("reference",)))


def _both_ways(sort: str, columns: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield sort, columns
    yield f"-{sort}", tuple(f"-{column}" for column in columns)
