"""The help pages between two questions, and the answers that lead to them.

No answer refuses a referral: the help page leads back to the form, or to the right form.
"""

from referrals.forms.agreement import NO_AGREEMENT
from referrals.steps.engine import Interruption

DANGER = Interruption("danger", keeps_answer=False)
NOT_PRIVATE = Interruption("private", keeps_answer=False)
FOR_SOMEONE_ELSE = Interruption("someone-else", keeps_answer=False, keeps_draft=False)
FOR_A_WORKER = Interruption("worker", keeps_answer=False, keeps_draft=False)
FOR_YOURSELF = Interruption("yourself", keeps_answer=False, keeps_draft=False, for_agencies=True)
SUPPORT = Interruption("support")
SHARING = Interruption("sharing")
AGREEMENT = Interruption("agreement", keeps_answer=False, for_agencies=True)

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
    """Return the page about danger if anyone is in danger now."""
    return DANGER if answers["in_danger"] else None


def after_private(answers: dict) -> Interruption | None:
    """Return the page about privacy if another person can see the screen."""
    return None if answers["is_private"] else NOT_PRIVATE


def after_who_on_self(answers: dict) -> Interruption | None:
    """Return the way to the right form unless the participant fills in this one."""
    return {"know": FOR_SOMEONE_ELSE, "work": FOR_A_WORKER}.get(answers["who_for"])


def after_who_on_agency(answers: dict) -> Interruption | None:
    """Return the way to the right form unless the referrer works with the participant."""
    return {"know": FOR_SOMEONE_ELSE, "me": FOR_YOURSELF}.get(answers["who_for"])


def after_wellbeing(answers: dict) -> Interruption | None:
    """Return the page of help lines after thoughts of suicide."""
    return SUPPORT if answers["own_safety"] == "yes" else None


def after_sharing(answers: dict) -> Interruption | None:
    """Return the page about sharing without a clear agreement.

    The referral can still be sent.
    """
    return None if answers["agrees_sharing"] is True else SHARING


def after_evidence(answers: dict) -> Interruption | None:
    """Return the page about agreement if the referrer has neither agreement nor a statutory reason."""
    return AGREEMENT if answers["agreed_how"] == NO_AGREEMENT else None
