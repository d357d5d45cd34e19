"""Which part of the waiting list a user reads, as the address says it, and the way back to it.

Only codes of the catalogue stand in an address, and a value that is no code is ignored.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from django.urls import reverse

WAITING_LIST = "admin:cohorts_cohort_waiting"  # a page of the app above
CONTACT = "contact"
FROM, WAITING = "from", "waiting"  # a page that was opened from the list
CODE = re.compile(r"[a-z0-9_-]{1,60}")


@dataclass(frozen=True)
class WhichWaiting:
    """A programme and a district by code, and `show`; an empty text is everything."""

    programme: str = ""
    district: str = ""
    show: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]):
        """Return the part of the list that the parameters of an address name."""
        codes = {name: given.get(name, "") for name in ("programme", "district")}
        found = {name: code for name, code in codes.items() if CODE.fullmatch(code)}
        return cls(**found, show=CONTACT if given.get("show") == CONTACT else "")

    def params(self) -> dict[str, str]:
        """Return the parameters of its address."""
        return {name: value for name, value in asdict(self).items() if value}

    def url(self) -> str:
        """Return its address."""
        query = urlencode(self.params())
        return reverse(WAITING_LIST) + (f"?{query}" if query else "")

    def from_here(self) -> str:
        """Return the query of a link on the list, so that the page that it opens leads back here."""
        return "?" + urlencode({FROM: WAITING} | self.params())


def way_back(given: Mapping[str, str]) -> str:
    """Return the address of the list from which a page was opened, or an empty text."""
    return WhichWaiting.read(given).url() if given.get(FROM) == WAITING else ""
