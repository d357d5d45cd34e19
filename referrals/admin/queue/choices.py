"""The filters of the queue and the links to its views, as they are drawn above the table.

Without numbers they are the same for everyone who opens the same list, so they are drawn once. They
name nobody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.safestring import SafeString

from programmes.enums import Pathway
from referral_portal.common.parts import draw
from referrals.admin.queue.views import view_links
from referrals.admin.queue.which import DANGER_CHOICES, STATUS_CHOICES, WHO_CHOICES, WhichList
from referrals.enums import Route


@dataclass(frozen=True)
class Drawn:
    """The markup of both."""

    views: SafeString
    filters: SafeString


@lru_cache(maxsize=200)
def choices_drawn(which: WhichList, districts: tuple[tuple[str, str], ...]) -> Drawn:
    """Return the filters and views of a list from its beginning, without numbers."""
    return draw_choices(which, choices_of(districts), {})


def choices_of(districts: Iterable[tuple[str, str]]) -> dict[str, Iterable[tuple[str, str]]]:
    """Return the options of each filter by its name; `districts` are codes and names."""
    return {
        "status": STATUS_CHOICES,
        "route": Route.choices,
        "pathway": Pathway.choices,
        "district": districts,
        "danger": DANGER_CHOICES,
        "who": WHO_CHOICES,
    }


def draw_choices(which: WhichList, choices: dict, numbers: dict[str, str]) -> Drawn:
    """Draw the options of the filters, and the views with their `numbers` by name."""
    return Drawn(
        views=draw("queue/views", views=view_links(which, numbers)),
        filters=draw("queue/filters", choices=choices, filters=which),
    )
