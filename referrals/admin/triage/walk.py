"""The list that triage walks, and the addresses of its pages, which carry the list of the queue."""

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse

from referral_portal.accounts.work import capped
from referrals.admin.queue.counting import COUNTED
from referrals.admin.queue.returning import list_url, page_url
from referrals.admin.queue.selecting import referrals_in
from referrals.admin.queue.walking import first_of, neighbours
from referrals.admin.queue.which import LIST, WhichList
from referrals.enums import Status
from referrals.models import Referral

DECIDED_FIRST = (Status.AWAITING_TRIAGE, Status.ON_HOLD)
MOST = COUNTED  # that are counted
AT, END = "at", "end"
START = "admin:referrals_referral_triage"
ONE = "one"  # in place of a decision: the first that is possible


@dataclass(frozen=True)
class Beside:
    """The addresses beside a referral, and how many referrals are in the list, counted up to MOST.

    The address is empty before the first, and that of the end of the list after the last.
    """

    previous_url: str
    next_url: str
    left: str


@dataclass(frozen=True)
class Walk:
    """One user's way through a list, which is the list of the queue that they came from."""

    which: WhichList
    user: object
    now: dt.datetime

    @property
    def waiting(self) -> WhichList:
        """The list as triage walks it: of several statuses, only the first that can be decided."""
        statuses = self.which.statuses or tuple(Status)
        found = [status for status in DECIDED_FIRST if status in statuses]
        return replace(self.which, status=found[0]) if found else self.which

    def first(self) -> uuid.UUID | None:
        """Return the first referral on the page of the list, or of the list if that page is empty."""
        found = first_of(self.waiting, self.user, self.now)
        return found or first_of(self.waiting.first_page(), self.user, self.now)

    def left(self) -> str:
        """Return how many referrals are in the list, counted up to MOST."""
        return capped(referrals_in(self.waiting, self.user, self.now), MOST)

    def list_url(self) -> str:
        """Return the address of the list in the queue."""
        return list_url(self.which)

    def start_url(self) -> str:
        """Return the address that leads to the first referral of the whole list."""
        return reverse(START) + _query(self.which.first_page())

    def url(self, referral_id: uuid.UUID, decision: str = ONE) -> str:
        """Return the address of a referral on this walk; `decision` may be the slug of one."""
        return page_url(f"triage_{decision}", referral_id, self.which)

    def beside(self, referral: Referral) -> "Beside":
        """Return the addresses of the referrals before and after this one.

        `referral` need not be in the list any more, so this may be asked after a decision.
        """
        found = neighbours(self.waiting, referral, self.user, self.now)
        return Beside(
            previous_url=self.url(found.previous) if found.previous else "",
            next_url=self.url(found.next) if found.next else self.end_url(),
            left=found.number,
        )

    def end_url(self) -> str:
        """Return the address of the page at the end of the list."""
        return reverse(START) + _query(self.which, {AT: END})


def _query(which: WhichList, more: dict[str, str] | None = None) -> str:
    packed = which.packed()
    params = ({LIST: packed} if packed else {}) | (more or {})
    return f"?{urlencode(params)}" if params else ""
