"""The rounds of the synthetic referral: when one begins, what is kept of it, and how it ends.

A synthetic referral is made like any other and taken back in the same transaction. So no list, figure
or count can hold it, not even one that is written later. What stays is its envelope and the round.
"""

import datetime as dt
import logging
import uuid
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from referral_portal.common.rehearsal import taken_back
from referral_portal.outbox.channels import compose
from referral_portal.outbox.drain import may_leave
from referral_portal.outbox.enums import Audience, ReleaseBasis
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referral_portal.outbox.queue import queue_message
from referrals.models import Draft, Participant, Referral, SyntheticReturn, SyntheticRound
from referrals.notifications import context_for
from referrals.synthetic.marks import number_of

logger = logging.getLogger(__name__)
# A round that failed before it was sent is tried again after so long.
AGAIN = dt.timedelta(minutes=5)
TEMPLATE = "referrals/accepted_participant"
NOWHERE = "synthetic@example.invalid"


class Step(StrEnum):
    """Where a round stands: the step that is still to be done."""

    FORM = "form"
    ANSWER = "answer"
    MESSAGE = "message"
    WHOLE = "whole"


class NotWhole(Exception):
    """The message of a round would not leave when it should; the argument says at which point."""


def is_due(now: dt.datetime) -> bool:
    """Return whether the next round is due."""
    if not settings.SYNTHETIC_MINUTES or not settings.SYNTHETIC_URL:
        return False
    period = dt.timedelta(minutes=settings.SYNTHETIC_MINUTES)
    rounds = SyntheticRound.objects
    return not (
        rounds.filter(started_at__gt=now - min(AGAIN, period)).exists()
        or rounds.filter(sent_at__isnull=False, started_at__gt=now - period).exists()
    )


def begin(now: dt.datetime) -> SyntheticRound:
    """Begin a round."""
    return SyntheticRound.objects.create(started_at=now)


def round_of(request: HttpRequest) -> SyntheticRound | None:
    """Return the unsent round whose mark came with `request`, or None for an ordinary request."""
    number = number_of(request)
    if number is None:
        return None
    return SyntheticRound.objects.filter(pk=number, sent_at__isnull=True).first()


def bind(synthetic: SyntheticRound, referral_id: uuid.UUID) -> None:
    """Bind a round to the draft that was started with its mark; only the first draft counts."""
    mine = SyntheticRound.objects.filter(pk=synthetic.pk, referral_id__isnull=True)
    mine.update(referral_id=referral_id)


def keep(synthetic: SyntheticRound, referral: Referral, *, now: dt.datetime) -> None:
    """Keep of a referral that was taken back what the round needs; the caller holds the transaction."""
    SyntheticRound.objects.filter(pk=synthetic.pk).update(
        reference=referral.reference, envelope_id=referral.envelope_id, sent_at=now
    )


def drop_draft(synthetic: SyntheticRound) -> None:
    """Delete the draft of a round, whether it was sent or not."""
    number = SyntheticRound.objects.values_list("referral_id", flat=True).get(pk=synthetic.pk)
    Draft.objects.filter(referral_id=number).delete()


def finish(*, now: dt.datetime) -> int:
    """Take up the releases that have come back, and return how many rounds are whole now."""
    back = SyntheticReturn.objects.values("pk")
    waiting = SyntheticRound.objects.filter(returned_at__isnull=True, referral_id__in=back)
    done = 0
    for synthetic in waiting:
        try:
            with transaction.atomic():
                _release_message(synthetic, now)
                SyntheticRound.objects.filter(pk=synthetic.pk).update(returned_at=now)
        except NotWhole as error:
            logger.error("synthetic round", extra={"step": Step.MESSAGE, "reason": str(error)})
        else:
            done += 1
    return done


def _release_message(synthetic: SyntheticRound, now: dt.datetime) -> None:
    """Queue a message that waits, release it, and take both back; nobody is written to.

    Raises NotWhole when the outbox would send it without the release, or not with it.
    """
    with taken_back():
        about = Referral(reference=synthetic.reference, participant=Participant(email=NOWHERE))
        message = queue_message(
            template=TEMPLATE,
            to=NOWHERE,
            context=context_for(about),
            key=f"synthetic:{synthetic.pk}",
            audience=Audience.PARTICIPANT,
            now=now,
            wait_for_release=True,
            leaves=now,
        )
        due = OutgoingMessage.objects.filter(may_leave(now), pk=message.pk)
        if due.exists():
            raise NotWhole("left without its release")
        MessageRelease.objects.create(
            message_id=message.pk, basis=ReleaseBasis.TOLD, not_before=now, released_at=now
        )
        if not due.exists():
            raise NotWhole("stayed after its release")
        compose(message)


def forget(*, now: dt.datetime) -> int:
    """Delete the rounds whose time is over, with their drafts, and return how many."""
    before = now - dt.timedelta(hours=settings.SYNTHETIC_KEEP_HOURS)
    over = SyntheticRound.objects.filter(started_at__lte=before)
    # Their drafts are gone, unless the worker was killed on the way.
    numbers = list(over.values_list("referral_id", flat=True))
    Draft.objects.filter(referral_id__in=numbers).delete()
    SyntheticReturn.objects.filter(at__lte=before).delete()
    return over.delete()[0]


def drafts_of_rounds() -> QuerySet:
    """Return the numbers of the drafts that belong to rounds."""
    rounds = SyntheticRound.objects.filter(referral_id__isnull=False)
    return rounds.values("referral_id")


def newest() -> tuple[dt.datetime | None, Step | None]:
    """Return when the last whole round ended, and the step at which the newest round stands."""
    if not settings.SYNTHETIC_MINUTES:
        return None, None
    rounds = SyntheticRound.objects.order_by("-started_at")
    whole = rounds.filter(returned_at__isnull=False).values_list("returned_at", flat=True).first()
    last = rounds.first()
    return whole, last and step_of(last)


def step_of(synthetic: SyntheticRound) -> Step:
    """Return the step at which a round stands."""
    if synthetic.returned_at:
        return Step.WHOLE
    if not synthetic.sent_at:
        return Step.FORM
    is_back = SyntheticReturn.objects.filter(pk=synthetic.referral_id).exists()
    return Step.MESSAGE if is_back else Step.ANSWER
