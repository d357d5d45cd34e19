"""Set the check of every participant before every session, so that a check is not a signal.

A later check replaces an earlier one by its sequence number. Of the routine checks, a random share
says "speak first" and a smaller one "rearrange". Participants can be answered together only while
nothing about them is waiting.
"""

import datetime as dt
import secrets
import uuid
from random import Random

from django.conf import settings

from cohorts.enums import CheckState
from cohorts.models import Enrolment, Session
from referral_portal.common.refusals import Refusal
from safeguarding.casework.cases import close_alert, locked_case
from safeguarding.casework.check_reasons import reasons_for
from safeguarding.crossing.handbacks import hand_back
from safeguarding.enums import UNANSWERED, AlertOutcome, Cause, HandbackKind
from safeguarding.models import Handback, VictimCase, Worker
from safeguarding.recorder import record
from safeguarding.transactions import in_safeguarding

RANDOM = secrets.SystemRandom()


def check_target(session_id: int, enrolment_id: uuid.UUID) -> str:
    """Return the target of the handback for one participant before one session."""
    return f"{session_id}:{enrolment_id}"


def set_check(
    *,
    case_id: uuid.UUID,
    session_id: int,
    enrolment_id: uuid.UUID,
    state: CheckState,
    by: Worker,
    now: dt.datetime,
    cause: Cause = Cause.ANSWER,
) -> Handback:
    """Set the check of one participant before one session; a later one replaces it.

    Raises Refusal for another case's participant, and for a session of another cohort.
    """
    with in_safeguarding():
        case = locked_case(case_id, by)
        if not _belongs(case, session_id, enrolment_id):
            raise Refusal("This session check does not belong to this case.")
        handback = hand_back(
            kind=HandbackKind.CHECK,
            case=case,
            target=check_target(session_id, enrolment_id),
            payload={"session_id": session_id, "enrolment_id": enrolment_id, "state": state},
            cause=cause,
            by=by,
            now=now,
        )
        record("check.answer", by=by, target=case, now=now, session=session_id, state=state)
        unanswered = case.alerts.waiting().filter(
            kind__in=UNANSWERED, detail__check=check_target(session_id, enrolment_id)
        )
        for alert in unanswered:
            close_alert(alert, AlertOutcome.DONE, by=by, now=now)
    return handback


def _belongs(case: VictimCase, session_id: int, enrolment_id: uuid.UUID) -> bool:
    enrolment = Enrolment.objects.filter(pk=enrolment_id, referral_id=case.referral_id)
    sessions = Session.objects.filter(cohort__places__enrolments__in=enrolment)
    return sessions.of_person(enrolment_id).filter(pk=session_id).exists()


def answer_check(
    *, state: CheckState, now: dt.datetime, random: Random = RANDOM, **check
) -> Handback:
    """Set one check that was opened by itself.

    "Go ahead" is held at random as often as on a page of many. Otherwise the participants about whom
    something is waiting, who are always opened, would be the ones who are never held at random.
    """
    if state != CheckState.GREEN:
        return set_check(state=state, now=now, **check)
    drawn = routine_state(random)
    cause = Cause.ANSWER if drawn == CheckState.GREEN else Cause.RANDOM
    return set_check(state=drawn, cause=cause, now=now, **check)


def set_checks_green(
    *,
    checks: list[tuple[uuid.UUID, int, uuid.UUID]],
    by: Worker,
    now: dt.datetime,
    random: Random = RANDOM,
) -> list[Handback]:
    """Set "go ahead" for every (case, session, enrolment) of `checks`, each ticked on one page.

    Some say something else at random, so that a check is not a signal: see `routine_state`.

    Raises Refusal, and sets none, when one of them must be opened or has an answer already.
    """
    with in_safeguarding():
        _check_can_be_together(checks, by)
        return [
            set_check(
                case_id=case_id,
                session_id=session_id,
                enrolment_id=enrolment_id,
                state=state,
                cause=Cause.ROUTINE if state == CheckState.GREEN else Cause.RANDOM,
                by=by,
                now=now,
            )
            for case_id, session_id, enrolment_id in checks
            for state in [routine_state(random)]
        ]


def routine_state(random: Random) -> CheckState:
    """Return "go ahead", but at random "speak first" and "rearrange" in their declared shares."""
    drawn = random.random()
    if drawn < settings.RANDOM_REARRANGE_SHARE:
        return CheckState.HOLD
    held = settings.RANDOM_REARRANGE_SHARE + settings.RANDOM_HOLD_SHARE
    return CheckState.SPEAK_FIRST if drawn < held else CheckState.GREEN


def _check_can_be_together(checks: list[tuple[uuid.UUID, int, uuid.UUID]], by: Worker) -> None:
    enrolments = Enrolment.objects.select_related("referral__participant").in_bulk(
        [enrolment_id for _, _, enrolment_id in checks]
    )
    # Locked, so that no concern arrives between this question and the answer.
    cases = {case_id: locked_case(case_id, by) for case_id in sorted({one for one, _, _ in checks})}
    reasons = reasons_for(
        (cases[case_id], enrolments[enrolment_id]) for case_id, _, enrolment_id in checks
    )
    answered = set(
        Handback.objects.filter(
            kind=HandbackKind.CHECK,
            target__in=[check_target(session_id, pk) for _, session_id, pk in checks],
            failed_at__isnull=True,
        ).values_list("target", flat=True)
    )
    refused = {}
    for case_id, session_id, enrolment_id in checks:
        if words := reasons[enrolment_id].words:
            refused[case_id] = f"Open {cases[case_id].reference} by itself. {' '.join(words)}"
        elif check_target(session_id, enrolment_id) in answered:
            refused[case_id] = f"{cases[case_id].reference} has been answered already."
    if refused:
        raise Refusal(" ".join(refused.values()))
