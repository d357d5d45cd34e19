"""Which decision messages of the portal wait for this side's release. Reads only."""

import uuid
from collections.abc import Collection

from django.db.models import Exists, OuterRef

from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from safeguarding.enums import HandbackKind
from safeguarding.models import Handback

NEWEST = 1000


def waiting_messages(
    referral_ids: Collection[uuid.UUID] | None = None,
) -> list[OutgoingMessage]:
    """Return messages that wait for release and for which no release is on its way.

    All of these referrals, or the newest there are; the oldest comes first.
    """
    messages = OutgoingMessage.objects.filter(status=MessageStatus.WAITING_RELEASE)
    released = MessageRelease.objects.filter(message_id=OuterRef("pk"))
    messages = messages.filter(~Exists(released)).order_by("-created_at", "-pk")
    if referral_ids is not None:
        messages = messages.filter(referral_id__in=referral_ids)
    rows = list(messages[: NEWEST if referral_ids is None else None])[::-1]
    on_the_way = set(
        Handback.objects.filter(
            kind=HandbackKind.RELEASE,
            target__in=[str(message.pk) for message in rows],
            failed_at__isnull=True,
        ).values_list("target", flat=True)
    )
    return [message for message in rows if str(message.pk) not in on_the_way]
