"""Start a case and raise alerts, for the opener and for the portal feed.

Both can be repeated: there is one case for one referral, and one alert for one occurrence. The
caller holds the transaction.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.conf import settings

from referral_portal.outbox.enums import MessageStatus
from referrals.danger_signs import Level
from referrals.models import Referral
from safeguarding.columns import seal_for
from safeguarding.enums import URGENCY, AlertKind
from safeguarding.models import Alert, ProtectedMessage, VictimCase
from safeguarding.recorder import record

SUBJECT = "Something new is waiting"
BODY = "Something new is waiting for you. Sign in to see it.\n"


@dataclass(frozen=True)
class Occurrence:
    """Something that happened in the portal and belongs on the worklist."""

    kind: AlertKind
    source: str
    referral_id: uuid.UUID
    at: dt.datetime
    detail: dict = field(default_factory=dict)
    # Of the occurrence itself; the level of the case counts when it is more urgent.
    level: int = Level.NONE


def start_case(*, referral_id: uuid.UUID, reference: str, now: dt.datetime) -> VictimCase:
    """Return the case of a referral; start it if there is none."""
    case, is_new = VictimCase.objects.get_or_create(
        referral_id=referral_id, defaults={"reference": reference, "opened_at": now}
    )
    if is_new:
        occurrence = Occurrence(AlertKind.NEW_CASE, f"case:{referral_id}", referral_id, now)
        raise_alerts({referral_id: case}, [occurrence], now=now)
        record("case.open", by=None, target=case, now=now)
    return case


def fill_case(case: VictimCase, parts: dict[str, dict]) -> bool:
    """Store what the form said; return False if the case has its contents already."""
    empty = VictimCase.objects.filter(pk=case.pk, contents__isnull=True)
    contents = seal_for(case, "contents", parts)
    return bool(empty.update(contents=contents, indexed_key="", danger_version=0))


def cases_of(
    referrals: Iterable[Referral], occurrences: list[Occurrence], *, now: dt.datetime
) -> dict[uuid.UUID, VictimCase]:
    """Return the case of each occurrence by its referral; start those that nobody has opened yet."""
    wanted = {one.referral_id for one in occurrences}
    found = {
        case.referral_id: case
        for case in VictimCase.objects.filter(referral_id__in=wanted).defer("contents")
    }
    for referral in referrals:
        if referral.pk in wanted - found.keys():
            found[referral.pk] = start_case(
                referral_id=referral.pk, reference=referral.reference, now=now
            )
    return found


def raise_alerts(
    cases: dict[uuid.UUID, VictimCase], occurrences: list[Occurrence], *, now: dt.datetime
) -> list[Alert]:
    """Put every occurrence on the worklist that is not there yet, and return the new alerts."""
    by_source = {occurrence.source: occurrence for occurrence in occurrences}
    known = set(Alert.objects.filter(source__in=list(by_source)).values_list("source", flat=True))
    fresh = [one for source, one in by_source.items() if source not in known]
    alerts = Alert.objects.bulk_create(
        Alert(
            kind=occurrence.kind,
            urgency=URGENCY[occurrence.kind],
            level=_level(cases[occurrence.referral_id], occurrence),
            source=occurrence.source,
            case=cases[occurrence.referral_id],
            detail=occurrence.detail,
            raised_at=occurrence.at,
        )
        for occurrence in fresh
    )
    if alerts:
        reopen({alert.case_id for alert in alerts}, now=now)
    if alerts and settings.SAFEGUARDING_EMAIL:
        # One email for all of them; it says nothing about any.
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


def _level(case: VictimCase, occurrence: Occurrence) -> int:
    return case.rank_of(occurrence.kind, min(case.danger_level, occurrence.level))


def reopen(case_ids: Collection[uuid.UUID], *, now: dt.datetime) -> None:
    """Reopen those of these cases that are closed; nothing about it reaches the portal."""
    closed = VictimCase.objects.filter(pk__in=case_ids, closed_at__isnull=False)
    for case in closed.defer("contents"):
        # Of several at once, only one changes the row.
        if closed.filter(pk=case.pk).update(closed_at=None):
            record("case.reopen", by=None, target=case, now=now)
