"""What else crosses to the portal: the state of a concern, a card, two people kept apart.

Every answer is opaque. The text of a card is the only one that holds words, and a person has
checked that it does not show where it comes from.
"""

import datetime as dt
import uuid

from django.conf import settings

from cohorts.enums import ConcernState
from referral_portal.common.dates import local_today
from referrals.models import CardAudience, CardBasis, Referral
from safeguarding.casework.cases import NotPossible, close_alert, locked_case
from safeguarding.crossing.handbacks import hand_back
from safeguarding.enums import AlertOutcome, HandbackKind
from safeguarding.models import Concern, Handback, VictimCase, Worker
from safeguarding.recorder import record
from safeguarding.transactions import in_safeguarding


def move_concern(
    *, case_id: uuid.UUID, concern_id: uuid.UUID, state: ConcernState, by: Worker, now: dt.datetime
) -> Concern:
    """Say where a concern is; whoever raised it sees the state and nothing else.

    Raises NotPossible when it is closed already, or would go back.
    """
    order = list(ConcernState)
    with in_safeguarding():
        case = locked_case(case_id, by)
        concern = case.concerns.select_for_update(of=("self",)).get(pk=concern_id)
        if order.index(ConcernState(state)) <= order.index(ConcernState(concern.state)):
            raise NotPossible("This concern is already that far.")
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
        if state == ConcernState.CLOSED:
            for alert in case.alerts.waiting().filter(source=f"concern:{concern.pk}"):
                close_alert(alert, AlertOutcome.DONE, by=by, now=now)
        record("concern.move", by=by, target=concern, now=now, state=state)
    return concern


def issue_card(
    *,
    case_id: uuid.UUID,
    audience: CardAudience,
    basis: CardBasis,
    text: str,
    asks_reply: bool,
    expires_on: dt.date,
    by: Worker,
    now: dt.datetime,
) -> Handback:
    """Release a text to a named audience until a date; the only words that cross the wall.

    Raises NotPossible for a date that is past or further away than CARD_DAYS.
    """
    today = local_today(now)
    if not today <= expires_on <= today + dt.timedelta(days=settings.CARD_DAYS):
        raise NotPossible(f"Choose a last day within the next {settings.CARD_DAYS} days.")
    with in_safeguarding():
        case = locked_case(case_id, by)
        handback = hand_back(
            kind=HandbackKind.CARD,
            case=case,
            payload={
                "referral_id": case.referral_id,
                "audience": audience,
                "basis": basis,
                "text": text,
                "asks_reply": asks_reply,
                "expires_on": expires_on,
            },
            by=by,
            now=now,
        )
        record("card.issue", by=by, target=case, now=now, audience=audience, basis=basis)
    return handback


def keep_apart(
    *,
    case_id: uuid.UUID,
    by: Worker,
    now: dt.datetime,
    other_reference: str = "",
    cohort_id: uuid.UUID | None = None,
    venue_id: int | None = None,
) -> Handback:
    """Keep a participant apart from another one, from a cohort or from a venue: exactly one.

    Raises NotPossible.
    """
    if [bool(other_reference), bool(cohort_id), bool(venue_id)].count(True) != 1:
        raise NotPossible("Choose one: another participant, a cohort or a venue.")
    with in_safeguarding():
        case = locked_case(case_id, by)
        other = None
        if other_reference:
            # Not among the cases: the other one may be somebody else's, which is no hindrance.
            other = Referral.objects.filter(reference=other_reference).only("pk").first()
            if other is None or other.pk == case.referral_id:
                raise NotPossible("There is no other referral with this reference.")
        handback = hand_back(
            kind=HandbackKind.KEEP_APART,
            case=case,
            target=f"apart:{other_reference or cohort_id or venue_id}",
            payload={
                "referral_id": case.referral_id,
                "other_referral_id": other.pk if other else None,
                "cohort_id": cohort_id,
                "venue_id": venue_id,
                "ends": False,
            },
            by=by,
            now=now,
        )
        record("apart.keep", by=by, target=case, now=now)
    return handback


def end_keep_apart(
    *, case_id: uuid.UUID, handback_id: uuid.UUID, by: Worker, now: dt.datetime
) -> Handback:
    """End an earlier answer that kept a participant apart.

    Raises NotPossible when it has ended already.
    """
    with in_safeguarding():
        case = locked_case(case_id, by)
        earlier = kept_apart(case).get(handback_id)
        if earlier is None:
            raise NotPossible("This has ended already.")
        handback = hand_back(
            kind=HandbackKind.KEEP_APART,
            case=case,
            target=earlier.target,
            payload={**earlier.payload, "ends": True},
            by=by,
            now=now,
        )
        record("apart.end", by=by, target=case, now=now)
    return handback


def kept_apart(case: VictimCase) -> dict[uuid.UUID, Handback]:
    """Return the answers that keep the case's participant apart today, by id."""
    latest = {}
    rows = case.handbacks.filter(kind=HandbackKind.KEEP_APART, failed_at__isnull=True)
    for handback in rows.order_by("sequence"):
        latest[handback.target] = handback
    return {row.uuid: row for row in latest.values() if not row.payload["ends"]}
