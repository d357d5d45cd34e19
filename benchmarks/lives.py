"""Invented lives of referrals: the result of each, its verbs and their dates.

Every step is looked up in the table of transitions, so that a life which the table does not allow stops
the benchmark. The shares are like those of a scheme after some years; they are not real figures.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from benchmarks.invented import Inventor
from referrals.enums import DECLINE_CODES, REMOVE_CODES, WITHDRAW_CODES, EndingCode, Status
from referrals.transitions import STEPS, find

YEARS = 5
PLACED = ("accept", "allocate")
# Each result with its share and the verbs that lead to it.
FATES = {
    "new": (0.02, ()),
    "asked": (0.01, ("request_information",)),
    "answered": (0.005, ("request_information", "receive_information")),
    "held": (0.01, ("hold",)),
    "waiting": (0.05, ("accept",)),
    "scheduled": (0.015, PLACED),
    "on_programme": (0.05, (*PLACED, "start")),
    "suspended": (0.01, (*PLACED, "start", "suspend")),
    "completed": (0.24, (*PLACED, "start", "complete")),
    "removed": (0.06, (*PLACED, "start", "remove")),
    "left": (0.04, (*PLACED, "start", "withdraw")),
    "declined": (0.26, ("decline",)),
    "withdrawn": (0.23, ("withdraw",)),
}
WITH_PLACE = ("scheduled", "on_programme", "suspended", "completed", "removed", "left")
# Days since the sending at most, of what is still open; the rest is as old as the service.
LONGEST = {"new": 18, "asked": 25, "answered": 25, "held": 60, "waiting": 200}
CODES = {
    "decline": DECLINE_CODES,
    "withdraw": WITHDRAW_CODES,
    "remove": REMOVE_CODES,
    "complete": (EndingCode.COMPLETED_SESSIONS,),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One change of status."""

    verb: str
    source: str
    target: str
    code: str
    at: dt.datetime


@dataclass(slots=True)
class Life:
    """One referral, from the day it was sent."""

    fate: str
    id: uuid.UUID
    person: uuid.UUID
    reference: str
    programme: str  # code; empty before a decision and without a place
    pathway: str
    is_agency: bool
    submitted_at: dt.datetime
    steps: list[Step] = field(default_factory=list)

    @property
    def status(self) -> str:
        """The status after the last step."""
        return self.steps[-1].target

    @property
    def last_at(self) -> dt.datetime:
        """The time of the last step."""
        return self.steps[-1].at

    def is_over(self) -> bool:
        """Whether the referral has ended with a code."""
        return bool(self.steps[-1].code)


def fates(rows: int, inventor: Inventor) -> list[str]:
    """Return a fate for each of `rows` referrals, in exact shares and random order."""
    found: list[str] = []
    share_so_far = 0.0
    for name, (share, _) in FATES.items():
        share_so_far += share
        found += [name] * (round(share_so_far * rows) - len(found))
    inventor.random.shuffle(found)
    return found


def write_steps(life: Life, moments: dict[str, dt.datetime], inventor: Inventor) -> None:
    """Walk the table of transitions along the verbs of the life's fate."""
    life.steps.append(Step("submit", "", Status.AWAITING_TRIAGE, "", life.submitted_at))
    for verb in FATES[life.fate][1]:
        code = inventor.random.choice(CODES[verb]) if verb in CODES else ""
        ways = [way for way in STEPS[verb].moves if life.status in way.sources]
        follows_from = ways[0].follows_from if ways else None
        way = find(verb, source=life.status, code=code, follows_from=follows_from)
        life.steps.append(Step(verb, life.status, way.target, code, moments[verb]))


def moments_without_place(
    fate: str, now: dt.datetime, inventor: Inventor, *, is_recent: bool
) -> tuple[dt.datetime, dict[str, dt.datetime]]:
    """Return the time of sending and of the steps of a referral that never had a place.

    With `is_recent`, all are within the last day.
    """
    longest = LONGEST.get(fate, YEARS * 365)
    shortest = {
        "new": 0.1,
    }.get(fate, 0.5)
    longest = 0.9 if is_recent else longest
    submitted = inventor.before(now, least=shortest, most=longest)
    waited = dt.timedelta(days=inventor.random.uniform(0.2, min(2.5, shortest)))
    verbs = FATES[fate][1]
    shares = ((number + 1) / len(verbs) for number in range(len(verbs)))
    return submitted, {
        verb: submitted + share * waited for verb, share in zip(verbs, shares, strict=True)
    }
