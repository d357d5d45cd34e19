"""Fetch one referral that the user may see, and record that they opened it.

The record is written before anything is shown: without a record there is no page.
"""

import uuid
from functools import cache

from django.db.models import QuerySet, UUIDField
from django.http import Http404
from django.utils import timezone

from referral_portal.accounts.any_user import AnyUser
from referral_portal.audit.recorder import ADDS_EVENT, record_of
from referral_portal.common.statements import Given
from referral_portal.common.together import Together
from referrals.models import RecentLook, Referral
from referrals.recent_looks import ADDS_LOOK

JOINED = ("participant", "referrer__agency", "district", "programme")


@cache
def _one_for(roles: frozenset[str]) -> Together:
    """Return the query for one referral that a user with `roles` may see, which is built once.

    Where it finds the referral, the same statement adds the record and the look.
    """

    def parts() -> dict[str, QuerySet]:
        seen = Referral.objects.visible_to(AnyUser(roles)).select_related(*JOINED)
        return {"referral": seen.filter(pk=Given("referral", UUIDField()))}

    return Together(parts, adding=(ADDS_EVENT, ADDS_LOOK))


def opened(user, referral_id: uuid.UUID, *, page: str) -> Referral:
    """Return the referral with its person, referrer and district, and record that `user` saw it.

    `page` is the code of the page. Raises Http404 for absent and forbidden referrals alike, and then
    nothing is recorded.
    """
    now, target = timezone.now(), (Referral._meta.label_lower, referral_id)
    event = record_of("referral.view", actor=user, target=target, now=now, page=page)
    look = RecentLook(referral_id=referral_id, user_id=user.pk, at=now)
    rows = _one_for(user.roles).read(
        referral=referral_id, user=user.pk, agency=user.agency_id, added=(event, look)
    )["referral"]
    if not rows:
        raise Http404
    [referral] = rows
    return referral
