"""The portal's figures: messages, forms, requests and signs of life, and nothing about the far side.

Messages that wait for a release are not among them: their number or age would show when a person at
risk was told. Which process of the far side is silent is not said either.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Min
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import Metric

from referral_portal.audit.models import ErrorReport
from referral_portal.metrics import machine
from referral_portal.metrics.answer import answer
from referral_portal.metrics.gauges import (
    NEVER,
    age,
    count,
    gauge,
    gauges,
    oldest,
    rounds_figures,
    unsettled_ages,
)
from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.heartbeat import BEAT, silent_since
from referral_portal.outbox.models import Heartbeat, OutgoingMessage
from referral_portal.outbox.settling import UNSETTLED
from referral_portal.replica.lag import watch
from referrals.enums import CallBackStatus, Route
from referrals.models import CallBack, Draft, Referral
from referrals.synthetic.rounds import Step, drafts_of_rounds, newest

HOUR = dt.timedelta(hours=1)


@require_safe
@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer monitoring with the portal's figures."""
    return answer(request, figures)


def figures(now: dt.datetime) -> Iterator[Metric]:
    """Yield the portal's figures; the number of statements is always the same."""
    yield from _messages(now)
    begun = Draft.objects.filter(expires_at__gt=now, submitted_at__isnull=True)
    if settings.SYNTHETIC_MINUTES:
        begun = begun.exclude(referral_id__in=drafts_of_rounds())
    yield gauge(
        "portal_drafts",
        "Forms that were begun and not sent, and have not expired.",
        count(begun),
    )
    sent = Referral.objects.filter(submitted_at__gt=now - HOUR).order_by("submitted_at")
    by_route = Counter(sent.values_list("route", flat=True)[: settings.METRICS_MOST])
    yield gauges(
        "portal_forms_last_hour",
        "Forms sent in the last hour.",
        "route",
        {route: by_route[route] for route in Route.values},
    )
    asked = CallBack.objects.filter(status__in=CallBackStatus.values, received_at__gt=now - HOUR)
    yield gauge("portal_call_backs_last_hour", "Call-backs of the last hour.", count(asked))
    beat = Heartbeat.objects.filter(pk=BEAT)
    yield gauge(
        "portal_beat_age_seconds",
        "Time since the last beat of the background work.",
        age(oldest(beat, "at"), now, without=NEVER),
    )
    yield gauge(
        "portal_answers_may_be_late",
        "1 while staff pages say that answers may be late.",
        int(bool(silent_since(now))),
    )
    yield from rounds_figures("portal", Step, *newest(), now)
    yield gauge(
        "portal_replica_behind_seconds",
        "How old a list from the replica can be; infinite while it does not answer, 0 without one.",
        0 if settings.REPLICA is None else watch.behind(patience=1),
    )
    yield from machine.figures("portal", now, reports=ErrorReport.objects.all())


def _messages(now: dt.datetime) -> Iterator[Metric]:
    # Those about a referral that is set aside wait on purpose.
    aside = Referral.objects.set_aside().values("pk")
    messages = OutgoingMessage.objects.exclude(referral_id__in=aside)
    ready = messages.filter(status=MessageStatus.RENDERED)
    due = ready.filter(due_at__lte=now, attempts=0)
    # A refused message is due again later, but has been late since it was written.
    refused = ready.filter(attempts__gt=0).order_by("due_at")[: settings.METRICS_MOST]
    stuck = messages.filter(status=MessageStatus.CLAIMED, lease_until__lt=now)
    late = {
        "due": age(oldest(due, "due_at"), now),
        "refused": age(refused.aggregate(at=Min("created_at"))["at"], now),
        "claimed": age(oldest(stuck, "due_at"), now),
    }
    yield gauges(
        "portal_message_oldest_seconds",
        "Age of the oldest message that should have left, or that waits for a user's decision.",
        "state",
        late | unsettled_ages(messages, now),
    )
    yield gauges(
        "portal_messages",
        "Messages that should have left, or that wait for a user's decision.",
        "state",
        {
            "due": count(ready.filter(due_at__lte=now)),
            **{
                status: count(messages.filter(UNSETTLED, status=status))
                for status in (MessageStatus.FAILED.value, MessageStatus.UNCERTAIN.value)
            },
        },
    )
