"""Let every process come to the end of its work, and compare both databases with what must be true."""

import datetime as dt
from collections import Counter

from django.utils import timezone

from referral_portal.outbox.drain import drain
from referral_portal.outbox.enums import Audience, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.outbox.settling import UNSETTLED
from referrals.models import Referral
from safeguarding.crossing.blanking import blank_backed_up
from safeguarding.crossing.copier import copy_waiting
from safeguarding.crossing.envelopes import open_waiting
from safeguarding.crossing.portal_feed import pull
from safeguarding.models import Alert, VictimCase

LATER = timezone.now() + dt.timedelta(days=3)  # after every moment at which messages leave
MUCH_LATER = LATER + dt.timedelta(hours=1)  # when the claim of a dead worker is over


def finish_all() -> None:
    """Let the opener, the puller, the copier and the outbox do all that is due."""
    for step in (open_waiting, blank_backed_up, pull, copy_waiting):
        while step(now=timezone.now()):
            pass
    while drain(clock=lambda: MUCH_LATER):
        pass


def faults_of_letters(messages, deliveries: list[str]) -> list[str]:
    """Return the faults of messages, given the Message-ID of each delivery.

    A letter arrives once, or a user is asked to decide about it. An alert to our staff may arrive
    twice under one Message-ID, but always arrives.
    """
    count, found = Counter(deliveries), []
    asked = set(messages.filter(UNSETTLED).values_list("pk", flat=True))
    for message in messages:
        times, is_alert = count[message.message_id], message.audience == Audience.STAFF
        if times > 1 and not is_alert:
            found.append(f"letter {message.key} arrived {times} times")
        if message.status == MessageStatus.SENT and not times:
            found.append(f"message {message.key} is lost without a word")
        if message.status not in {MessageStatus.SENT, MessageStatus.CANCELLED} and (
            message.pk not in asked
        ):
            found.append(f"message {message.key} is {message.status} and on no desk")
        if is_alert and not times:
            found.append(f"alert {message.key} did not arrive")
    return found


def faults_of_referral(referrals, word: str) -> list[str]:
    """Return the faults of one sent form: it must be one referral, one case and one person at risk."""
    if referrals.count() != 1:
        return [f"{referrals.count()} referrals instead of 1"]
    referral, found = referrals.get(), []
    if Referral.objects.filter(participant__name=referral.participant.name).count() != 1:
        found.append("the referral is doubled")
    cases = list(VictimCase.objects.filter(referral_id=referral.pk))
    if len(cases) != 1 or word not in str(cases[0].contents):
        found.append(f"{len(cases)} cases, or one without its person at risk")
    new = Alert.objects.filter(case__referral_id=referral.pk, kind="new_case").count()
    if new != 1:
        found.append(f"{new} alerts about a new case instead of 1")
    if not OutgoingMessage.objects.filter(referral_id=referral.pk).exists():
        found.append("no message about the referral")
    return found
