"""Opening a case and raising alerts: what the opener and the puller both do.

Both are idempotent: one case for one referral, one alert for one cause. The caller holds the
transaction.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from django.conf import settings

from referral_portal.outbox.enums import MessageStatus
from safeguarding.enums import URGENCY, AlertKind
from safeguarding.models import Alert, ProtectedMessage, VictimCase
from safeguarding.recorder import record

SUBJECT = "Something new is waiting"
BODY = "Something new is waiting for you. Sign in to see it.\n"


@dataclass(frozen=True)
class Cause:
    """Something that happened in the portal and belongs on the worklist."""

    kind: AlertKind
    source: str
    referral_id: uuid.UUID
    at: dt.datetime
    detail: dict = field(default_factory=dict)


def open_case(*, referral_id: uuid.UUID, reference: str, now: dt.datetime) -> VictimCase:
    """Return the case of a referral, opened now if there is none."""
    case, is_new = VictimCase.objects.get_or_create(
        referral_id=referral_id, defaults={"reference": reference, "opened_at": now}
    )
    if is_new:
        cause = Cause(AlertKind.NEW_CASE, f"case:{referral_id}", referral_id, now)
        raise_alerts({referral_id: case}, [cause], now=now)
        record("case.open", by=None, target=case, now=now)
    return case


def raise_alerts(
    cases: dict[uuid.UUID, VictimCase], causes: list[Cause], *, now: dt.datetime
) -> list[Alert]:
    """Put every cause on the worklist that is not there yet, and return the new alerts."""
    by_source = {cause.source: cause for cause in causes}
    known = set(Alert.objects.filter(source__in=list(by_source)).values_list("source", flat=True))
    fresh = [cause for source, cause in by_source.items() if source not in known]
    alerts = Alert.objects.bulk_create(
        Alert(
            kind=cause.kind,
            urgency=URGENCY[cause.kind],
            source=cause.source,
            case=cases[cause.referral_id],
            detail=cause.detail,
            raised_at=cause.at,
        )
        for cause in fresh
    )
    if alerts and settings.SAFEGUARDING_EMAIL:
        # One mail for all that came together; it says nothing about any of it.
        ProtectedMessage.objects.create(
            key=f"worklist:{fresh[0].source}",
            template="safeguarding/worklist",
            to_address=settings.SAFEGUARDING_EMAIL,
            subject=SUBJECT,
            body=BODY,
            status=MessageStatus.RENDERED,
            created_at=now,
            due_at=now,
        )
    return alerts
