"""The guard of the table of steps: which step is possible from where, and who may take it.

Pure. The steps themselves are in `transition_table`; only `workflow` sets a status.
"""

from referral_portal.common.refusals import Refusal
from referrals.enums import Status, Trigger
from referrals.transition_table import TABLE, Move, Step

STEPS: dict[str, Step] = {step.verb: step for step in TABLE}
VERBS = frozenset(STEPS)
TOLD_FIRST = frozenset(step.verb for step in TABLE if step.tells_first)
# The first row of a history is no step: the referral arrives.
SUBMITTED = "submit"
NEWS: dict[str, str] = {step.verb: step.news for step in TABLE} | {
    step.event.value: step.news for step in TABLE if step.event
}


class TransitionNotAllowed(Refusal):
    """The table does not allow this step now, or the step is not complete."""


def find(
    verb: str,
    *,
    source: str,
    code: str = "",
    target: str = "",
    follows_from: Trigger | None = None,
) -> Move:
    """Return the move of `verb` from `source`; `target` chooses between several.

    Raises TransitionNotAllowed when it leads nowhere, or for a wrong or missing `code`.
    """
    step = STEPS[verb]
    moves = [move for move in _moves(verb, follows_from) if source in move.sources]
    move = next((move for move in moves if target in {"", move.target}), None)
    if move is None:
        raise TransitionNotAllowed(
            f"This referral is “{Status(source).label.lower()}” now, so this cannot be done."
        )
    if step.codes and code not in step.codes:
        raise TransitionNotAllowed("Choose one of the reasons in the list.", "code")
    if code and not step.codes:
        raise TransitionNotAllowed("This step takes no reason code.", "code")
    return move


def can(verb: str, *, source: str, follows_from: Trigger | None = None) -> bool:
    """Return whether `verb` is possible from `source`."""
    return any(source in move.sources for move in _moves(verb, follows_from))


def may(by, verb: str, *, follows_from: Trigger | None = None) -> bool:
    """Return whether the account `by` may take `verb`; nobody who is not signed in takes a step.

    A verb that follows from something may only be taken through it: the caller has checked that
    the account may do that, and names it as `follows_from`. The account needs a role here too.
    """
    if not getattr(by, "is_authenticated", False):
        return False
    return any(by.has_role(*move.who) for move in _moves(verb, follows_from))


def history_words(verb: str) -> str:
    """Return the history's words for a step, or for the arrival of a referral."""
    return "Received" if verb == SUBMITTED else STEPS[verb].history


def _moves(verb: str, follows_from: Trigger | None) -> list[Move]:
    return [move for move in STEPS[verb].moves if move.follows_from == follows_from]
