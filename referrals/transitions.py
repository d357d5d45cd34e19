"""The life of a referral as a table that can be printed, and the one guard that reads it.

Each row: the verb, from where, to where, who may, which reason codes it takes, whether the place is
kept, the help text, the word an agency is shown afterwards. Pure data; `workflow` moves referrals.
"""

from dataclasses import dataclass

from referral_portal.accounts.roles import Role
from referral_portal.common.refusals import Refusal
from referrals.enums import (
    CANCELLED_CODES,
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


class TransitionNotAllowed(Refusal):
    """The table does not allow this step now, or the step is not complete."""


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
        "hold",
        (Status.AWAITING_TRIAGE, Status.INFORMATION_REQUESTED, Status.ON_HOLD),
        Status.ON_HOLD,
        (Role.COORDINATOR,),
        "Not now, with the day to look again; repeated, it sets a new day.",
        AgencyWord.IN_ASSESSMENT,
    ),
    Transition(
        "take_off_hold",
        (Status.ON_HOLD,),
        Status.AWAITING_TRIAGE,
        (Role.COORDINATOR,),
        "Back to where it was before the hold.",
        AgencyWord.IN_ASSESSMENT,
    ),
    Transition(
        "take_off_hold",
        (Status.ON_HOLD,),
        Status.INFORMATION_REQUESTED,
        (Role.COORDINATOR,),
        "Back to where it was before the hold.",
        AgencyWord.RECEIVED,
    ),
    Transition(
        "decline",
        (
            Status.AWAITING_TRIAGE,
            Status.INFORMATION_REQUESTED,
            Status.ON_HOLD,
            Status.AWAITING_ALLOCATION,
        ),
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
        "suspend",
        (Status.ON_PROGRAMME, Status.SUSPENDED),
        Status.SUSPENDED,
        (*DELIVERY, SYSTEM),
        "Comes to no session until somebody named has looked again; repeated, it sets a new day.",
        AgencyWord.ACCEPTED,
        keeps_place=True,
    ),
    Transition(
        "resume",
        (Status.SUSPENDED,),
        Status.ON_PROGRAMME,
        (*DELIVERY, SYSTEM),
        "Comes to the sessions again.",
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
            Status.ON_HOLD,
            Status.AWAITING_ALLOCATION,
            Status.SCHEDULED,
            Status.ON_PROGRAMME,
            Status.SUSPENDED,
        ),
        Status.WITHDRAWN,
        DESK,
        "The person chose to leave.",
        AgencyWord.CLOSED,
        WITHDRAW_CODES,
    ),
    Transition(
        "remove",
        (Status.SCHEDULED, Status.ON_PROGRAMME, Status.SUSPENDED),
        Status.REMOVED,
        (*DELIVERY, SYSTEM),
        "We ended it after there was a place.",
        AgencyWord.CLOSED,
        REMOVE_CODES,
    ),
    Transition(
        "return_to_waiting_list",
        (Status.SCHEDULED, Status.ON_PROGRAMME, Status.SUSPENDED),
        Status.AWAITING_ALLOCATION,
        (*DESK, SYSTEM),
        "The place was given up; back to the waiting list.",
        AgencyWord.ACCEPTED,
    ),
    Transition(
        "lose_cohort",
        (Status.SCHEDULED, Status.ON_PROGRAMME, Status.SUSPENDED),
        Status.AWAITING_ALLOCATION,
        (Role.MANAGER, SYSTEM),
        "The cohort was cancelled; back to the waiting list.",
        AgencyWord.ACCEPTED,
        CANCELLED_CODES,
    ),
    Transition(
        "correct",
        (Status.AWAITING_ALLOCATION, Status.DECLINED, Status.WITHDRAWN),
        Status.AWAITING_TRIAGE,
        (Role.MANAGER,),
        "A mistake is taken back, to before the decision.",
        AgencyWord.RECEIVED,
    ),
    Transition(
        "correct",
        (Status.DECLINED, Status.WITHDRAWN),
        Status.INFORMATION_REQUESTED,
        (Role.MANAGER,),
        "A mistake is taken back, to before the decision.",
        AgencyWord.RECEIVED,
    ),
    Transition(
        "correct",
        (Status.DECLINED, Status.WITHDRAWN, Status.REMOVED, Status.COMPLETED),
        Status.AWAITING_ALLOCATION,
        (Role.MANAGER,),
        "An ending is taken back. A place that was freed by it is given anew, by whoever gives one.",
        AgencyWord.ACCEPTED,
    ),
    Transition(
        "correct",
        (Status.ON_PROGRAMME,),
        Status.SCHEDULED,
        (Role.MANAGER,),
        "The start is taken back, for example after a wrong mark.",
        AgencyWord.ACCEPTED,
        keeps_place=True,
    ),
)
VERBS = frozenset(row.verb for row in TABLE)

AGENCY_WORDS: dict[Status, AgencyWord] = {
    Status.AWAITING_TRIAGE: AgencyWord.RECEIVED,
} | {row.target: row.agency_word for row in TABLE if row.target != Status.AWAITING_TRIAGE}


def rows_of(verb: str) -> list[Transition]:
    """Return the table's rows of `verb`; a verb has several when where it leads depends."""
    return [row for row in TABLE if row.verb == verb]


def find(verb: str, *, source: str, code: str = "", target: str = "") -> Transition:
    """Return the table's row for `verb` from `source`, for a verb with several rows to `target`.

    Raises TransitionNotAllowed when there is none, or when `code` is not one of its reasons.
    """
    rows = [row for row in rows_of(verb) if source in row.sources]
    row = next((row for row in rows if target in {"", row.target}), None)
    if row is None:
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
    return any(source in row.sources for row in rows_of(verb))


def may(by, verb: str) -> bool:
    """Return whether the account `by` may take `verb`; without a role only what the system may.

    What follows from a verb of another app is allowed to whoever was allowed that one.
    """
    who = rows_of(verb)[0].who
    if SYSTEM in who:
        return True
    return by is not None and by.has_role(*who)
