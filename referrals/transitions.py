"""The life of a referral as a table that can be printed, and the one guard that reads it.

Each row: the verb, from where, to where, who may, which reason codes it takes, whether the place is
kept, the help text, the word an agency is shown afterwards. Pure data; `workflow` moves referrals.
"""

from dataclasses import dataclass

from referral_portal.accounts.roles import Role
from referrals.enums import (
    COMPLETE_CODES,
    DECLINE_CODES,
    REMOVE_CODES,
    WITHDRAW_CODES,
    AgencyWord,
    Status,
)

SYSTEM = "system"  # follows from another verb, by whoever pressed that
DESK = (Role.COORDINATOR, Role.MANAGER)
DELIVERY = (Role.FACILITATOR, Role.MANAGER)


class TransitionNotAllowed(Exception):
    """The table has no such row; the text is fit for the screen."""


@dataclass(frozen=True)
class Transition:
    """One allowed step."""

    verb: str
    sources: tuple[Status, ...]
    target: Status
    who: tuple[str, ...]
    help: str
    agency_word: AgencyWord
    codes: tuple[str, ...] = ()
    keeps_place: bool = False


TABLE: tuple[Transition, ...] = (
    Transition(
        "request_information",
        (Status.AWAITING_TRIAGE,),
        Status.INFORMATION_REQUESTED,
        (Role.COORDINATOR,),
        "Something is missing; a question is sent.",
        AgencyWord.RECEIVED,
    ),
    Transition(
        "receive_information",
        (Status.INFORMATION_REQUESTED,),
        Status.AWAITING_TRIAGE,
        (Role.COORDINATOR,),
        "The answer is here; the referral can be decided.",
        AgencyWord.IN_ASSESSMENT,
    ),
    Transition(
        "accept",
        (Status.AWAITING_TRIAGE,),
        Status.AWAITING_ALLOCATION,
        (Role.COORDINATOR,),
        "Accepted for a programme; waits for a place.",
        AgencyWord.ACCEPTED,
    ),
    Transition(
        "decline",
        (Status.AWAITING_TRIAGE, Status.INFORMATION_REQUESTED, Status.AWAITING_ALLOCATION),
        Status.DECLINED,
        (Role.COORDINATOR,),
        "Not accepted, by us, before there is a place.",
        AgencyWord.NOT_ACCEPTED,
        DECLINE_CODES,
    ),
    Transition(
        "allocate",
        (Status.AWAITING_ALLOCATION,),
        Status.SCHEDULED,
        (*DESK, SYSTEM),
        "Has a place in a cohort.",
        AgencyWord.ACCEPTED,
        keeps_place=True,
    ),
    Transition(
        "start",
        (Status.SCHEDULED,),
        Status.ON_PROGRAMME,
        (SYSTEM,),
        "The first session was attended.",
        AgencyWord.ACCEPTED,
        keeps_place=True,
    ),
    Transition(
        "complete",
        (Status.ON_PROGRAMME,),
        Status.COMPLETED,
        (*DELIVERY, SYSTEM),
        "Completed the sessions. This says nothing about risk.",
        AgencyWord.CLOSED,
        COMPLETE_CODES,
    ),
    Transition(
        "withdraw",
        (
            Status.AWAITING_TRIAGE,
            Status.INFORMATION_REQUESTED,
            Status.AWAITING_ALLOCATION,
            Status.SCHEDULED,
            Status.ON_PROGRAMME,
        ),
        Status.WITHDRAWN,
        (*DESK, SYSTEM),
        "The person chose to leave.",
        AgencyWord.CLOSED,
        WITHDRAW_CODES,
    ),
    Transition(
        "remove",
        (Status.SCHEDULED, Status.ON_PROGRAMME),
        Status.REMOVED,
        (*DELIVERY, SYSTEM),
        "We ended it after there was a place.",
        AgencyWord.CLOSED,
        REMOVE_CODES,
    ),
    Transition(
        "return_to_waiting_list",
        (Status.SCHEDULED, Status.ON_PROGRAMME),
        Status.AWAITING_ALLOCATION,
        (*DESK, SYSTEM),
        "The cohort was cancelled or the place was given up; back to the waiting list.",
        AgencyWord.ACCEPTED,
    ),
)
BY_VERB = {row.verb: row for row in TABLE}

AGENCY_WORDS: dict[Status, AgencyWord] = {
    Status.AWAITING_TRIAGE: AgencyWord.RECEIVED,
    Status.ON_HOLD: AgencyWord.IN_ASSESSMENT,
    Status.SUSPENDED: AgencyWord.ACCEPTED,
} | {row.target: row.agency_word for row in TABLE if row.target != Status.AWAITING_TRIAGE}


def find(verb: str, *, source: str, code: str = "") -> Transition:
    """Return the table's row for `verb` from `source`.

    Raises TransitionNotAllowed when there is none, or when `code` is not one of its reasons.
    """
    row = BY_VERB[verb]
    if source not in row.sources:
        raise TransitionNotAllowed(
            f"This referral is “{Status(source).label.lower()}” now, so this cannot be done."
        )
    if row.codes and code not in row.codes:
        raise TransitionNotAllowed("Choose one of the reasons in the list.")
    if code and not row.codes:
        raise TransitionNotAllowed("This step takes no reason code.")
    return row


def can(verb: str, *, source: str) -> bool:
    """Return whether `verb` is possible from `source`."""
    return source in BY_VERB[verb].sources


def may(by, verb: str) -> bool:
    """Return whether the account `by` may take `verb`; without a role only what the system may.

    What follows from a verb of another app is allowed to whoever was allowed that one.
    """
    who = BY_VERB[verb].who
    if SYSTEM in who:
        return True
    return by is not None and by.has_role(*who)
