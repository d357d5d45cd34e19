"""Handbacks show the portal the time of their batch, and messages wait until one is on its way."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from referral_portal.outbox.models import MessageRelease
from safeguarding.casework.releases import release
from safeguarding.crossing.copier import copy_waiting, sweep
from safeguarding.crossing.handbacks import hand_back, handed_back_at, waiting_messages
from safeguarding.crossing.portal_feed import pull
from safeguarding.enums import HandbackKind
from safeguarding.models import Handback
from tests.factories.safeguarding import decide, make_case, make_worker

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


@pytest.fixture(autouse=True)
def _no_dressing(settings):
    settings.DECISION_BATCH_MINUTES, settings.RANDOM_HOLD_SHARE = 0, 0


@pytest.fixture
def waiting():
    worker = make_worker()
    case = make_case(owner=worker)
    _, message = decide(case.referral_id)
    pull(now=timezone.now())
    return case, message, worker


def test_the_portal_is_told_the_batch_of_an_answer_and_not_its_minute(waiting, settings):
    settings.DECISION_BATCH_MINUTES = 30
    case, message, worker = waiting
    now = dt.datetime(2026, 12, 1, 12, 17, 9, tzinfo=dt.UTC)
    release(case_id=case.pk, basis="not_applicable", by=worker, now=now)
    copy_waiting(now=now)
    released = MessageRelease.objects.get(message_id=message.pk)
    assert released.released_at == now.replace(minute=0, second=0)
    # Nor does the sweep, two weeks later to the minute, miss what lies before the batch.
    assert sweep(now=now + dt.timedelta(days=14)) == (0, 0)


@pytest.mark.parametrize(("minutes", "shown"), [(0, "12:17:09"), (30, "12:00:00"), (5, "12:15:00")])
def test_the_time_of_a_handback_is_the_start_of_its_batch(settings, minutes, shown):
    settings.DECISION_BATCH_MINUTES = minutes
    now = dt.datetime(2026, 12, 1, 12, 17, 9, tzinfo=dt.UTC)
    assert f"{handed_back_at(now):%H:%M:%S}" == shown


def test_what_is_handed_back_is_plain_json_with_its_time(worker, case):
    now, some_id = timezone.now(), uuid.uuid4()
    handback = hand_back(
        kind=HandbackKind.CARD,
        case=case,
        payload={"id": some_id, "on": dt.date(2026, 12, 1), "asks": True},
        by=worker,
        now=now,
    )
    assert handback.payload == {
        "id": str(some_id),
        "on": "2026-12-01",
        "asks": True,
        "released_at": handed_back_at(now).isoformat(),
    }


def test_a_message_waits_until_its_release_is_on_its_way(waiting):
    case, message, worker = waiting
    other = make_case(owner=worker)
    _, newer = decide(other.referral_id)
    assert waiting_messages() == [message, newer]
    assert waiting_messages([case.referral_id]) == [message]
    release(case_id=case.pk, basis="not_applicable", by=worker, now=timezone.now())
    assert waiting_messages() == [newer]
    Handback.objects.update(failed_at=timezone.now(), reason="no room")
    assert waiting_messages() == [message, newer], "a release that failed has released nothing"
