"""Fetch one referral that the user may see, and record that they opened it.

The record is written before anything is shown: without a record there is no page.
"""

import uuid

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from referral_portal.audit.recorder import record
from referrals.models import Referral
from referrals.recent_looks import note_look


def opened(user, referral_id: uuid.UUID, *, page: str) -> Referral:
    """Return the referral with its person, referrer and district, and record that `user` saw it.

    `page` is the code of the page. Raises Http404 for absent and forbidden referrals alike.
    """
    with transaction.atomic():
        referral = (
            Referral.objects.visible_to(user)
            .select_related(
                "participant",
                "referrer__agency",
                "district",
                "programme",
                "filled_in_by",
            )
            .filter(pk=referral_id)
            .first()
        )
        if referral is None:
            raise Http404
        now = timezone.now()
        record("referral.view", actor=user, target=referral, now=now, page=page)
        note_look(referral, by=user, now=now)
    return referral
