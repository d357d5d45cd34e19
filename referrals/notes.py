"""Notes to the link worker of a referral, sealed as they are sent.

Staff use a note for what must not be in the portal. No portal user can read a note again, not even
its author, and no page counts or lists notes. Only an audit event with ids is kept.
"""

import datetime as dt
import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction

from referral_portal.audit.recorder import record
from referral_portal.common.dates import local
from referral_portal.sealing.boxes import seal_envelope, seal_part
from referrals.models import Referral
from referrals.permissions import can_read_referrals

KIND = "note"


def send_note(*, referral_id: uuid.UUID, words: str, by, now: dt.datetime) -> None:
    """Seal a note from the desk.

    Raises PartTooLarge, and PermissionDenied for a user who may not read the referral.
    """
    referrals = Referral.objects.visible_to(by)
    if not (can_read_referrals(by) and referrals.filter(pk=referral_id).exists()):
        raise PermissionDenied("This referral is not yours to open.")
    seal_note(referral_id=referral_id, words=words, by=by, now=now)


def seal_note(*, referral_id: uuid.UUID, words: str, by, now: dt.datetime) -> None:
    """Seal a note by a user whose right to open the referral the caller has checked.

    The author and the time are added inside the envelope. Raises PartTooLarge.
    """
    written = local(now)
    content = {
        "page": "Note",
        "answers": [
            {"name": "words", "label": "Note", "value": words},
            {"name": "sent_by", "label": "Sent by", "value": str(by)},
            {
                "name": "sent_at",
                "label": "Sent at",
                "value": f"{written.day} {written:%B %Y, %H:%M}",
            },
        ],
    }
    with transaction.atomic():
        seal_envelope(
            referral_id=referral_id,
            kind=KIND,
            parts={KIND: seal_part(content)},
            names=(KIND,),
            now=now,
        )
        record("referral.note", actor=by, target=("referrals.referral", referral_id), now=now)
