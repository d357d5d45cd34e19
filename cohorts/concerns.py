"""Raise a concern about a participant, and write to the link worker.

The words are sealed at once, and no user of the portal can read them again. The portal keeps only
who raised a concern and when, and the state that comes back for it.
"""

import datetime as dt
import uuid

from django.db import transaction

from cohorts.concern_levels import ConcernLevel
from cohorts.enums import ConcernState
from cohorts.models import ConcernReceipt, Enrolment, RaisedConcern
from cohorts.permissions import check_can_raise_concern
from referral_portal.audit.recorder import record
from referral_portal.common.dates import local, local_today
from referral_portal.sealing.boxes import seal_envelope, seal_part
from referrals.notes import seal_note

KIND = "concern"
ON_ITS_WAY = "On its way"


def raise_concern(
    *,
    enrolment_id: uuid.UUID,
    answers: list[dict[str, str]],
    by,
    now: dt.datetime,
    level: ConcernLevel = ConcernLevel.HIGH,
) -> RaisedConcern:
    """Seal a concern, and keep a row that says who raised it and when.

    `answers` are the questions and answers in words (name, label, value). The envelope also says
    who wrote them and when, and has the id of the row. The level is sealed with them: the portal
    does not keep it. Raises PartTooLarge or PermissionDenied.
    """
    enrolment = Enrolment.objects.select_related("place__cohort").get(pk=enrolment_id)
    check_can_raise_concern(by, enrolment.place.cohort_id, local_today(now))
    written = local(now)
    content = {
        "page": "Concern",
        "level": int(level),
        "answers": [
            *answers,
            {"name": "raised_by", "label": "Raised by", "value": str(by)},
            {
                "name": "raised_at",
                "label": "Raised at",
                "value": f"{written.day} {written:%B %Y, %H:%M}",
            },
            {"name": "cohort", "label": "Cohort", "value": enrolment.place.cohort.name},
        ],
    }
    with transaction.atomic():
        raised = RaisedConcern.objects.create(enrolment=enrolment, raised_by=by, raised_at=now)
        seal_envelope(
            referral_id=enrolment.referral_id,
            kind=KIND,
            parts={KIND: seal_part(content)},
            names=(KIND,),
            envelope_id=raised.pk,
            now=now,
        )
        record("concern.raise", actor=by, target=raised, now=now, enrolment=enrolment.pk)
    return raised


def send_note(*, enrolment_id: uuid.UUID, words: str, by, now: dt.datetime) -> None:
    """Seal a note to the link worker about a participant.

    The portal keeps nothing of it. Raises PartTooLarge or PermissionDenied.
    """
    enrolment = Enrolment.objects.select_related("place").get(pk=enrolment_id)
    check_can_raise_concern(by, enrolment.place.cohort_id, local_today(now))
    seal_note(referral_id=enrolment.referral_id, words=words, by=by, now=now)


def raised_by(user, *, enrolment_ids: list[uuid.UUID]) -> list[tuple[RaisedConcern, str]]:
    """Return the concerns that `user` raised about these enrolments, each with its state."""
    rows = RaisedConcern.objects.filter(raised_by=user, enrolment_id__in=enrolment_ids)
    concerns = list(rows.order_by("-raised_at", "pk"))
    receipts = ConcernReceipt.objects.filter(concern_id__in=[row.pk for row in concerns])
    states = {
        receipt.concern_id: ConcernState(receipt.state).label
        for receipt in receipts.order_by("sequence")
    }
    return [(row, states.get(row.pk, ON_ITS_WAY)) for row in concerns]
