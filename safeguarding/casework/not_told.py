"""Record why a person at risk was not told of what was decided."""

import datetime as dt
import uuid

from django.conf import settings

from referral_portal.common.refusals import Refusal
from safeguarding.casework.cases import locked_case
from safeguarding.casework.people import person_on
from safeguarding.casework.told import told_of, who_is_told
from safeguarding.enums import UNREACHABLE, AlertKind, NotToldReason
from safeguarding.models import NotTold, PersonAtRisk, VictimCase, Worker
from safeguarding.recorder import record
from safeguarding.transactions import in_safeguarding


def note_not_told(
    *,
    case_id: uuid.UUID,
    person_id: uuid.UUID,
    reason: NotToldReason,
    words: str,
    by: Worker,
    now: dt.datetime,
) -> NotTold:
    """Record why a person was not told of the decisions so far; the next decision waits again.

    That a person cannot be reached is for the manager, after UNREACHABLE_AFTER_TRIES tries since the
    newest decision. Raises Refusal before that.
    """
    with in_safeguarding():
        case = locked_case(case_id, by)
        person = person_on(case, person_id)
        if reason in UNREACHABLE and not by.is_manager:
            raise Refusal(
                "Only the link workers’ manager can record that a person cannot be reached.",
                "reason",
            )
        if reason == NotToldReason.NOT_REACHED:
            tries = _tries(case, person, by)
            if tries < settings.UNREACHABLE_AFTER_TRIES:
                raise Refusal(
                    f"Try to reach this person at least {settings.UNREACHABLE_AFTER_TRIES} times."
                    f" Tries so far: {tries}.",
                    "reason",
                )
        row = NotTold.objects.create(
            case=case, person=person, reason=reason, words=words, by=by, at=now
        )
        record("person.not_told", by=by, target=person, now=now, case=case.pk, reason=reason)
    return row


def _tries(case: VictimCase, person: PersonAtRisk, by: Worker) -> int:
    """Return how often a person was tried without success since the newest decision that waits."""
    alerts = told_of(case).order_by()
    newest = max(
        ((alert.kind == AlertKind.TELL_FIRST, alert.raised_at) for alert in alerts),
        default=(True, case.opened_at),
    )[1]
    found = who_is_told(case, newest, by).people
    return next((one.tries for one in found if person.pk in one.ids), 0)
