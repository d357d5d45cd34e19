"""Move a concern on, and close it: from level 1 up with a second person.

The portal learns three words: received, being handled, closed. That a second person is asked stays
here, because "being handled" is true of every concern that is not closed.
"""

import datetime as dt
import uuid

from cohorts.enums import ConcernState
from referral_portal.common.refusals import Refusal
from safeguarding.casework.cases import close_alert, locked_case
from safeguarding.crossing.handbacks import hand_back
from safeguarding.enums import AlertOutcome, ConcernStepKind, HandbackKind
from safeguarding.models import Alert, Concern, ConcernStep, VictimCase, Worker
from safeguarding.recorder import record
from safeguarding.transactions import in_safeguarding

ORDER = list(ConcernState)


def move_concern(
    *,
    case_id: uuid.UUID,
    concern_id: uuid.UUID,
    state: ConcernState,
    by: Worker,
    now: dt.datetime,
    words: str = "",
) -> Concern:
    """Move a concern on to `state`; from level 1 up, "closed" asks a second person to agree first.

    Raises Refusal for a state that it has or has had, for closing it without words, and while a
    colleague waits for an answer about closing it.
    """
    with in_safeguarding():
        case = locked_case(case_id, by)
        concern = _locked(case, concern_id)
        if ORDER.index(ConcernState(state)) <= ORDER.index(ConcernState(concern.state)):
            raise Refusal("This is already recorded for this concern.", "state")
        if state == ConcernState.CLOSED:
            _close(case, concern, words, by, now)
        else:
            _add_step(case, concern, ConcernStepKind.HANDLED, words, by, now)
            _set_state(case, concern, state, by, now)
    return concern


def answer_closing(
    *,
    case_id: uuid.UUID,
    concern_id: uuid.UUID,
    agrees: bool,
    by: Worker,
    now: dt.datetime,
    words: str = "",
    asked_id: int | None = None,
) -> Concern:
    """Agree, as the second person, that a concern is closed, or keep it open.

    `asked_id` is the step that was read. Raises Refusal for the person who asked, without a step to
    answer or with a newer one, and for keeping it open without words.
    """
    with in_safeguarding():
        case = locked_case(case_id, by)
        concern = _locked(case, concern_id)
        asked = closing_asked(concern)
        if asked is None or asked_id not in {None, asked.pk}:
            raise Refusal("This concern has changed since you read it. Read it again.")
        if asked.by_id == by.pk:
            raise Refusal("You asked to close this. Another link worker or the manager answers.")
        if not agrees and not words.strip():
            raise Refusal("Say why this concern stays open.", "words")
        if agrees:
            _add_step(case, concern, ConcernStepKind.AGREED, words, by, now)
            _set_state(case, concern, ConcernState.CLOSED, by, now)
        else:
            _add_step(case, concern, ConcernStepKind.KEPT_OPEN, words, by, now)
            _say_who_is_awaited(case, concern, is_awaited=False)
    return concern


def closing_asked(concern: Concern) -> ConcernStep | None:
    """Return the step that asks a second person to agree, or None if nobody is asked now."""
    if concern.state == ConcernState.CLOSED:
        return None
    last = concern.steps.select_related("by").order_by("at", "pk").last()
    return last if last and last.kind == ConcernStepKind.ASKED else None


def _locked(case: VictimCase, concern_id: uuid.UUID) -> Concern:
    return case.concerns.select_for_update(of=("self",)).get(pk=concern_id)


def _close(case: VictimCase, concern: Concern, words: str, by: Worker, now: dt.datetime) -> None:
    if not words.strip():
        raise Refusal("Say what was done before this concern is closed.", "words")
    asked = closing_asked(concern)
    if asked:
        raise Refusal(f"{asked.by.name} has asked to close this. Answer that first.", "state")
    if not concern.needs_second:
        _add_step(case, concern, ConcernStepKind.CLOSED, words, by, now)
        _set_state(case, concern, ConcernState.CLOSED, by, now)
        return
    _add_step(case, concern, ConcernStepKind.ASKED, words, by, now)
    _say_who_is_awaited(case, concern, is_awaited=True)
    if concern.state == ConcernState.RECEIVED:
        _set_state(case, concern, ConcernState.BEING_HANDLED, by, now)


def _set_state(
    case: VictimCase, concern: Concern, state: ConcernState, by: Worker, now: dt.datetime
) -> None:
    """Set the state and hand it back, which is all that the portal is told."""
    concern.state, concern.state_at = state, now
    concern.save(update_fields=["state", "state_at"])
    hand_back(
        kind=HandbackKind.RECEIPT,
        case=case,
        target=str(concern.pk),
        payload={"concern_id": concern.pk, "state": state},
        by=by,
        now=now,
    )
    for alert in _alerts(case, concern):
        if state == ConcernState.CLOSED:
            close_alert(alert, AlertOutcome.DONE, by=by, now=now)
        elif concern.level is None:
            # It ranked as high only until a link worker had read it.
            alert.detail = {key: alert.detail[key] for key in alert.detail if key != "level"}
            alert.level = case.danger_level
            alert.save(update_fields=["detail", "level"])
    record("concern.move", by=by, target=concern, now=now, state=state)


def _add_step(
    case: VictimCase,
    concern: Concern,
    kind: ConcernStepKind,
    words: str,
    by: Worker,
    now: dt.datetime,
) -> None:
    step = ConcernStep.objects.create(
        case=case, concern=concern, kind=kind, words=words.strip(), by=by, at=now
    )
    record("concern.step", by=by, target=step, now=now, concern=concern.pk, kind=kind)


def _alerts(case: VictimCase, concern: Concern) -> list[Alert]:
    return list(case.alerts.waiting().filter(source=f"concern:{concern.pk}"))


def _say_who_is_awaited(case: VictimCase, concern: Concern, *, is_awaited: bool) -> None:
    for alert in _alerts(case, concern):
        alert.detail = {**alert.detail, "second": is_awaited}
        alert.save(update_fields=["detail"])
