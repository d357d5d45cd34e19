"""Share with the programme: a card, and what to keep a participant apart from.

Every handback is opaque. Only a card carries words, and the link worker has checked that they do
not show where they come from.
"""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.conf import settings

from referral_portal.common.dates import local_today
from referral_portal.common.refusals import Refusal
from referrals.models import CardAudience, CardBasis, Referral
from safeguarding.casework.cases import locked_case
from safeguarding.casework.identifiers import check_crossing
from safeguarding.crossing.handbacks import hand_back
from safeguarding.enums import HandbackKind
from safeguarding.models import Handback, VictimCase, Worker
from safeguarding.recorder import record
from safeguarding.transactions import in_safeguarding


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
    """Share a text with a named audience until a date.

    Raises Refusal for a last day that is past or more than CARD_DAYS away, and for a text with a
    name, a number or an address that must not cross.
    """
    today = local_today(now)
    if not today <= expires_on <= today + dt.timedelta(days=settings.CARD_DAYS):
        raise Refusal(
            f"The last day must be within the next {settings.CARD_DAYS} days.", "expires_on"
        )
    with in_safeguarding():
        case = locked_case(case_id, by)
        check_crossing(case, text)
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
    """Keep a participant apart from another participant, a cohort or a venue: exactly one.

    Raises Refusal for none or several of them, and for an unknown reference.
    """
    if [bool(other_reference), bool(cohort_id), bool(venue_id)].count(True) != 1:
        raise Refusal("Choose one: another participant, a cohort or a venue.", "apart_from")
    with in_safeguarding():
        case = locked_case(case_id, by)
        other = None
        if other_reference:
            # Among all referrals: the other participant's case may be a colleague's.
            other = Referral.objects.filter(reference=other_reference).only("pk").first()
            if other is None or other.pk == case.referral_id:
                raise Refusal("No other referral has this reference.", "reference")
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
    """Stop keeping a participant apart.

    Raises Refusal when that has ended already.
    """
    with in_safeguarding():
        case = locked_case(case_id, by)
        earlier = kept_apart(case).get(handback_id)
        if earlier is None:
            raise Refusal("They are no longer kept apart.")
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
    """Return the handbacks that keep the case's participant apart today, by id."""
    return latest_apart(case.handbacks.filter(kind=HandbackKind.KEEP_APART).order_by("sequence"))


def latest_apart(handbacks: Iterable[Handback]) -> dict[uuid.UUID, Handback]:
    """Return those of `handbacks`, oldest first, that keep a participant apart today, by id."""
    latest = {
        one.target: one
        for one in handbacks
        if one.kind == HandbackKind.KEEP_APART and one.failed_at is None
    }
    return {row.uuid: row for row in latest.values() if not row.payload["ends"]}
