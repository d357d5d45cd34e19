"""Handbacks show the portal a fixed moment, and messages wait until one is on its way."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from referral_portal.outbox.models import MessageRelease
from referrals.models import CardBasis
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
    settings.RANDOM_HOLD_SHARE = settings.RANDOM_REARRANGE_SHARE = 0


@pytest.fixture
def waiting():
    worker = make_worker()
    case = make_case(owner=worker, parts={})
    _, message = decide(case.referral_id)
    pull(now=timezone.now())
    return case, message, worker


def test_the_portal_is_told_the_moment_of_a_release_and_not_its_minute(waiting):
    case, message, worker = waiting
    now = dt.datetime(2026, 12, 1, 12, 17, 9, tzinfo=dt.UTC)
    release(case_id=case.pk, basis="not_applicable", by=worker, now=now)
    copy_waiting(now=now)
    assert not MessageRelease.objects.exists()
    moment = now.replace(hour=16, minute=30, second=0)
    copy_waiting(now=moment)
    released = MessageRelease.objects.get(message_id=message.pk)
    assert released.released_at == released.not_before == moment
    # Nor does the sweep, two weeks later to the minute, miss what lies before the moment.
    assert sweep(now=now + dt.timedelta(days=14)) == (0, 0)


def test_a_release_that_waits_for_its_moment_holds_up_nothing(waiting):
    case, message, worker = waiting
    now = dt.datetime(2026, 12, 1, 12, 17, 9, tzinfo=dt.UTC)
    release(case_id=case.pk, basis="not_applicable", by=worker, now=now)
    card = hand_back(
        kind=HandbackKind.CARD,
        case=case,
        payload={
            "referral_id": case.referral_id, "audience": "coordinator", "basis": CardBasis.AGREED.value,
            "text": "Invented.", "asks_reply": False, "expires_on": now.date(),
        },
        by=worker,
        now=now,
    )  # fmt: skip
    assert copy_waiting(now=now, limit=1) == 1
    card.refresh_from_db()
    assert card.applied_at
    assert copy_waiting(now=now) == 0


@pytest.mark.parametrize(
    ("moments", "shown"), [("09:00,16:30", "09:00"), ("12:15,12:18", "12:15"), ("13:00", "13:00")]
)
def test_the_time_of_a_handback_is_the_moment_before_it(settings, moments, shown):
    settings.MESSAGE_MOMENTS = tuple(map(dt.time.fromisoformat, moments.split(",")))
    now = dt.datetime(2026, 12, 1, 12, 17, 9, tzinfo=dt.UTC)
    at = handed_back_at(now)
    assert f"{at:%H:%M}" == shown
    assert now - dt.timedelta(days=1) < at <= now


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
    other = make_case(owner=worker, parts={})
    _, newer = decide(other.referral_id)
    assert waiting_messages() == [message, newer]
    assert waiting_messages([case.referral_id]) == [message]
    release(case_id=case.pk, basis="not_applicable", by=worker, now=timezone.now())
    assert waiting_messages() == [newer]
    Handback.objects.update(failed_at=timezone.now(), reason="no room")
    assert waiting_messages() == [message, newer], "a release that failed has released nothing"
