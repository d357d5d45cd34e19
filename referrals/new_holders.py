"""The email to a coordinator to whom referrals were handed over: how many, and nothing about them.

It leaves after some minutes, and counts everything that is handed over until then: a coordinator who
gets many referrals gets one email.
"""

import datetime as dt
import uuid

from django.conf import settings

from referral_portal.accounts.models import User
from referral_portal.outbox.enums import Audience, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.outbox.queue import preview, queue_message
from referral_portal.outbox.rewriting import rewrite
from referrals.enums import AssignedHow, MessageEvent
from referrals.models import Assignment
from referrals.notifications import template_for

TEMPLATE = template_for(MessageEvent.HANDED, Audience.STAFF)
GIVEN = (AssignedHow.HANDED_OVER, AssignedHow.SHARED_OUT)


def tell_new_holder(user: User, *, count: int, by, now: dt.datetime) -> None:
    """Tell `user` of `count` more referrals, unless they handed them over themselves or have no email.

    Called inside the transaction of the hand-over, after its `Assignment` rows were written.
    """
    if not user.email or user == by:
        return
    message = _unsent_to(user, now)
    if message is None:
        queue_message(
            template=TEMPLATE,
            to=user.email,
            context={"count": count},
            key=f"{MessageEvent.HANDED}:{Audience.STAFF}:{user.pk}:{uuid.uuid4()}",
            audience=Audience.STAFF,
            now=now,
            leaves=now + dt.timedelta(minutes=settings.TEAM["told_after_minutes"]),
        )
        return
    since = Assignment.objects.filter(user=user, how__in=GIVEN, at__gte=message.created_at)
    handed = since.exclude(by=user).values("referral").distinct().count()
    subject, body = preview(TEMPLATE, {"count": handed})
    rewrite(
        message,
        key=message.key,
        event=MessageEvent.HANDED,
        template=TEMPLATE,
        to=user.email,
        audience=Audience.STAFF,
        subject=subject,
        body=body,
        by=by,
        now=now,
    )


def _unsent_to(user: User, now: dt.datetime) -> OutgoingMessage | None:
    """Lock and return the email about earlier hand-overs that has not left yet, or None."""
    recent = now - dt.timedelta(minutes=settings.TEAM["told_after_minutes"])
    rows = OutgoingMessage.objects.select_for_update().filter(
        event=f"{MessageEvent.HANDED}_{Audience.STAFF}",
        to_address=user.email,
        status=MessageStatus.RENDERED,
        attempts=0,
        created_at__gt=recent,
        due_at__gt=now,
    )
    return rows.order_by("created_at", "pk").first()
