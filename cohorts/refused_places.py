"""Record every place that is refused without a reason, and tell the managers of many for one person.

A user who tries one cohort after another would learn which rule keeps a participant apart. So a
coordinator has REFUSALS_BEFORE_A_WORD tries for one person in REFUSAL_HOURS; a manager gives the next
place.
"""

import datetime as dt
import uuid

from django.conf import settings
from django.db import transaction

from cohorts.permissions import PLANS, can_plan
from referral_portal.accounts.models import User
from referral_portal.audit.models import AuditEvent
from referral_portal.audit.recorder import record
from referral_portal.common.refusals import Refusal
from referral_portal.outbox.enums import Audience
from referral_portal.outbox.queue import queue_message
from referrals.models import Referral

ACTION = "place.refused"
TEMPLATE = "cohorts/refusals_staff"
ASK_A_MANAGER = (
    "This participant was refused a place several times today. A programme manager can give the "
    "next one."
)


class PlaceRefused(Refusal):
    """The place may not be given; the words say no reason."""


def tried(person_id: uuid.UUID, *, now: dt.datetime) -> set[str]:
    """Return the ids of the cohorts in which a person was refused a place in REFUSAL_HOURS."""
    since = now - dt.timedelta(hours=settings.REFUSAL_HOURS)
    events = AuditEvent.objects.filter(action=ACTION, at__gt=since, data__person=str(person_id))
    return set(events.values_list("data__cohort", flat=True))


def has_tried_enough(referral: Referral, *, by, now: dt.datetime) -> bool:
    """Return whether only a manager may give this person the next place."""
    tries = tried(referral.participant.person_id, now=now)
    return len(tries) >= settings.REFUSALS_BEFORE_A_WORD and not can_plan(by)


def note_refusal(
    *, referral_id: uuid.UUID, cohort_id: uuid.UUID, by, now: dt.datetime
) -> AuditEvent:
    """Record a refused place, and tell the managers when the tries for this person are many.

    Call it after the transaction of the verb, which the refusal has rolled back.
    """
    with transaction.atomic():
        # Locked, so that of two tries at once one is the later.
        rows = Referral.objects.select_for_update(no_key=True, of=("self",))
        referral = rows.select_related("participant").get(pk=referral_id)
        person = referral.participant.person_id
        before = tried(person, now=now)
        event = record(ACTION, actor=by, target=referral, now=now, person=person, cohort=cohort_id)
        tries = before | {str(cohort_id)}
        if len(before) < settings.REFUSALS_BEFORE_A_WORD <= len(tries):
            _tell_managers(referral, event, now=now)
    return event


def _tell_managers(referral: Referral, event: AuditEvent, *, now: dt.datetime) -> None:
    managers = User.objects.filter(is_active=True, groups__name__in=PLANS).exclude(email="")
    for manager in managers.distinct():
        queue_message(
            template=TEMPLATE,
            to=manager.email,
            context={"reference": referral.reference},
            key=f"refusals:{event.pk}:{manager.pk}",
            audience=Audience.STAFF,
            now=now,
        )
