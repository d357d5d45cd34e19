"""Answers every session check of a world: together where that is allowed, otherwise alone."""

import datetime as dt
from random import Random

from cohorts.enums import CheckState
from safeguarding.casework.portal_view import coming_checks
from safeguarding.casework.session_checks import answer_check, set_check, set_checks_green


def answer_checks(worker, *, now: dt.datetime) -> None:
    """Say "go ahead" to every check, and then something else to the first two.

    Each has draws of its own, because who must be opened differs between the worlds.
    """
    checks = coming_checks(worker=worker, now=now, days=14)
    checks.sort(key=lambda check: (check.session.pk, check.enrolment.pk))
    for check in checks:
        how = {"by": worker, "now": now, "random": Random(check.name)}
        if check.is_together:
            set_checks_green(checks=[_key(check)], **how)
        else:
            answer_check(**_named(check), state=CheckState.GREEN, **how)
    for check, state in zip(checks, (CheckState.SPEAK_FIRST, CheckState.HOLD), strict=False):
        set_check(**_named(check), state=state, by=worker, now=now)


def _key(check) -> tuple:
    return check.case.pk, check.session.pk, check.enrolment.pk


def _named(check) -> dict:
    return dict(zip(("case_id", "session_id", "enrolment_id"), _key(check), strict=True))
