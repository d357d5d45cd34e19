"""Pages of help between two questions, and the answers that lead to them.

Nothing here refuses anybody: a stop leads to help first and back to the question.
"""

from referrals.forms.agreement import NO_AGREEMENT
from referrals.steps.engine import Interruption

DANGER = Interruption("danger", keeps_answer=False)
NOT_PRIVATE = Interruption("private", keeps_answer=False)
FOR_SOMEONE_ELSE = Interruption("someone-else", keeps_answer=False, keeps_draft=False)
FOR_A_WORKER = Interruption("worker", keeps_answer=False, keeps_draft=False)
FOR_YOURSELF = Interruption("yourself", keeps_answer=False, keeps_draft=False)
SUPPORT = Interruption("support")
SHARING = Interruption("sharing")
AGREEMENT = Interruption("agreement", keeps_answer=False)

INTERRUPTIONS = {
    each.name: each
    for each in (
        DANGER,
        NOT_PRIVATE,
        FOR_SOMEONE_ELSE,
        FOR_A_WORKER,
        FOR_YOURSELF,
        SUPPORT,
        SHARING,
        AGREEMENT,
    )
}


def after_danger(answers: dict) -> Interruption | None:
    """Somebody is in danger: call first."""
    return DANGER if answers["in_danger"] else None


def after_private(answers: dict) -> Interruption | None:
    """Somebody may see the screen: wait."""
    return None if answers["is_private"] else NOT_PRIVATE


def after_who_on_self(answers: dict) -> Interruption | None:
    """A self-referral is for the person himself."""
    return {"know": FOR_SOMEONE_ELSE, "work": FOR_A_WORKER}.get(answers["who_for"])


def after_who_on_agency(answers: dict) -> Interruption | None:
    """An agency referral is for somebody the worker works with."""
    return {"know": FOR_SOMEONE_ELSE, "me": FOR_YOURSELF}.get(answers["who_for"])


def after_wellbeing(answers: dict) -> Interruption | None:
    """Thoughts of suicide: help lines now, and a call from us soon."""
    return SUPPORT if answers["own_safety"] == "yes" else None


def after_sharing(answers: dict) -> Interruption | None:
    """No agreement to share: say what that means; the referral can still be sent."""
    return None if answers["agrees_sharing"] else SHARING


def after_evidence(answers: dict) -> Interruption | None:
    """An agency needs the person's agreement, or a police or statutory reason."""
    return AGREEMENT if answers["agreed_how"] == NO_AGREEMENT else None
