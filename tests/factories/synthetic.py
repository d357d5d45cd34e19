"""Rounds of the synthetic referral, as the submission of its form leaves them."""

import uuid

from django.utils import timezone

from referral_portal.sealing.boxes import seal_envelope, seal_part
from referral_portal.sealing.models import SealedEnvelope
from referrals.models import SyntheticRound
from tests.factories.safeguarding import PARTS, PERSON


def seal_synthetic(referral_id: uuid.UUID) -> SealedEnvelope:
    """Seal an envelope that says inside that it is synthetic."""
    return seal_envelope(
        referral_id=referral_id,
        kind="synthetic",
        parts={"person": seal_part(PERSON)},
        names=tuple(PARTS),
        now=timezone.now(),
    )


def sent_round(**fields) -> SyntheticRound:
    """Make a round whose form was sent."""
    now, number = timezone.now(), uuid.uuid4()
    return SyntheticRound.objects.create(
        **{
            "started_at": now,
            "sent_at": now,
            "referral_id": number,
            "reference": f"KM-{str(number)[:8]}",
            "envelope_id": seal_synthetic(number).pk,
            **fields,
        }
    )
