"""The lists of the desk: every order both ways, every filter and view, and every kind of search.

A page of one order asks for its start and for the pages after and before a referral in the middle.
"""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from enum import Enum

from django.test import Client
from django.urls import reverse

from benchmarks.asking import Page, Request, Target
from programmes.enums import Pathway
from programmes.models import District
from referral_portal.common.paging import AFTER, BEFORE, place_of
from referrals.admin.queue.views import VIEWS
from referrals.admin.queue.which import (
    ALL,
    CLOCKS,
    DANGER_CHOICES,
    ON_PAUSE,
    STATUS_CHOICES,
    WHO_CHOICES,
    WhichList,
    sorts_of,
)
from referrals.enums import Route
from referrals.models import Participant, Referral

SOME = "KM-"  # the beginning of every reference
NEVER_WRITTEN = "x"  # a letter that no invented name has


class Typed(Enum):
    """What a coordinator types into the search: of each, the words for one participant."""

    REFERENCE = "reference"
    NAME = "name"
    MISSPELT = "misspelt name"
    PART = "part of a name"
    LAST = "last name"
    TURNED = "last name first"
    PHONE = "telephone"
    EMAIL = "e-mail"
    BORN = "birthday"
    NAME_AND_BORN = "name and birthday"
    POSTCODE = "postcode"


# Searches that may find more people than one page shows.
FINDS_MANY = {Typed.PART, Typed.LAST, Typed.BORN, Typed.POSTCODE}
SEARCHED = "Search results"
BIRTHDAYS = ("%-d/%-m/%Y", "%-d %B %Y", "%Y-%m-%d", "%d%m%Y")


def list_pages(client: Client, waiting: list[Referral]) -> list[Page]:
    """Return each order, filter and view of the queue as a page; `waiting` are some of its rows."""
    found = [*_orders(waiting), *_filters(), *_views()]
    found.append(("every filter in every order", [*_filters_in_orders()]))
    pages = [_page(name, client, lists, Target.LIST) for name, lists in found]
    # This counts some forty lists to show one, so it is held to the time of a page, not of a list.
    counts = _page("show the counts", client, [WhichList(counts="1")], Target.OTHER)
    return [*pages, counts]


def _page(name: str, client: Client, lists: list[WhichList], target: Target) -> Page:
    address = reverse("admin:referrals_referral_changelist")
    return Page(name, client, [("get", address, one.params()) for one in lists], [SOME], target)


def _orders(waiting: list[Referral]) -> Iterator[tuple[str, list[WhichList]]]:
    for which in (WhichList(), WhichList(status=ALL)):
        words = "every status, " if which.status == ALL else ""
        for sort in filter(None, sorts_of(which)):
            sorted_by = which.sorted_by(sort)
            yield f"{words}order {sort}", _beside_the_middle(sorted_by, waiting)


def _beside_the_middle(which: WhichList, waiting: list[Referral]) -> list[WhichList]:
    columns = [name.removeprefix("-") for name in which.order]
    by_column = sorted(waiting, key=lambda row: [getattr(row, name) for name in columns])
    middle = by_column[len(by_column) // 2]
    place = place_of(middle, which.order[-1:] if which.is_by_name else which.order)
    return [which, *(replace(which, **{side: place}) for side in (AFTER, BEFORE))]


def _filters() -> Iterator[tuple[str, list[WhichList]]]:
    for name, value in _choices():
        yield f"{name} {value}", [WhichList(**{name: value})]
    for clock in ("1", *CLOCKS):
        yield f"overdue {clock}", [WhichList(status=ALL, overdue=clock)]
    yield "overdue review", [WhichList(status=ON_PAUSE, overdue="1")]


def _choices() -> Iterator[tuple[str, str]]:
    choices = {
        "status": STATUS_CHOICES,
        "route": Route.choices,
        "pathway": Pathway.choices,
        "district": District.objects.active().order_by("code").values_list("code", "name"),
        "danger": DANGER_CHOICES,
        "who": WHO_CHOICES,
    }
    for name, pairs in choices.items():
        for value, _ in pairs:
            yield name, str(value)


def _views() -> Iterator[tuple[str, list[WhichList]]]:
    for text, which in VIEWS:
        yield f"view {text}", [which]


def _filters_in_orders() -> Iterator[WhichList]:
    """Return each filter on the open and on all referrals, in each order that it can have."""
    for (name, value), status in itertools.product(_choices(), ("", ALL)):
        which = WhichList(**({"status": status} if status else {}) | {name: value})
        for sort in sorts_of(which):
            yield which.sorted_by(sort)


def search_pages(client: Client, examples: list[Referral]) -> list[Page]:
    """Return each kind of search as a page, which searches for one example after the other."""
    address = reverse("admin:referrals_referral_changelist")
    found = []
    for kind in Typed:
        searches: list[Request] = [
            ("post", address, {"q": typed(kind, one, number)})
            for number, one in enumerate(examples)
        ]
        shows = [one.reference for one in examples]
        if kind in FINDS_MANY:
            shows = [SOME]
        if kind == Typed.MISSPELT:
            shows = [SEARCHED]  # of many people only the newest are compared
        found.append(Page(f"search {kind.value}", client, searches, shows, Target.SEARCH))
    return found


def typed(kind: Typed, referral: Referral, number: int) -> str:
    """Return the words that find the participant of `referral`; `number` changes the form of a date."""
    person: Participant = referral.participant
    first, _, last = person.name.partition(" ")
    half = len(last) // 2
    born = f"{person.born_on:{BIRTHDAYS[number % len(BIRTHDAYS)]}}"
    return {
        Typed.REFERENCE: referral.reference.lower(),
        Typed.NAME: person.name,
        Typed.MISSPELT: f"{first} {last[:half]}{NEVER_WRITTEN}{last[half + 1 :]}",
        Typed.PART: last[:5],
        Typed.LAST: last,
        Typed.TURNED: f"{last}, {first}",
        Typed.PHONE: person.phone,
        Typed.EMAIL: person.email.upper(),
        Typed.BORN: born,
        Typed.NAME_AND_BORN: f"{person.name} {born}",
        Typed.POSTCODE: person.postcode.lower().replace(" ", ""),
    }[kind]
