"""Victim first: a decision leaves only after a release, once the person at risk is told."""

import datetime as dt
from random import Random

import pytest
from django.utils import timezone

from referral_portal.common.refusals import Refusal
from referral_portal.outbox.drain import drain
from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.models import MessageRelease
from safeguarding.casework.releases import leaves_at, release
from safeguarding.crossing.copier import copy_waiting
from safeguarding.crossing.portal_feed import pull
from safeguarding.models import Alert, Handback, VictimCase
from tests.factories.safeguarding import decide, make_case, make_worker, speak

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


def status_of(message):
    message.refresh_from_db()
    return message.status


def test_it_leaves_after_release_and_not_before(waiting):
    case, message, worker = waiting
    drain()
    assert status_of(message) == MessageStatus.WAITING_RELEASE
    speak(case, worker)
    release(case_id=case.pk, basis="told", by=worker, now=timezone.now())
    drain()
    assert status_of(message) == MessageStatus.WAITING_RELEASE
    copy_waiting(now=timezone.now())
    drain()
    assert status_of(message) == MessageStatus.SENT
    alert = Alert.objects.get(kind="tell_first")
    assert (alert.outcome, alert.handled_by) == ("told", worker)
    pull(now=timezone.now())
    assert not Alert.objects.filter(kind="overtaken").exists()


def test_told_needs_a_contact_since_the_decision(waiting):
    case, message, worker = waiting
    speak(case, worker, at=message.created_at - dt.timedelta(hours=1))
    speak(case, worker, result="no_answer")
    with pytest.raises(Refusal, match="Not told yet: Jo Example"):
        release(case_id=case.pk, basis="told", by=worker, now=timezone.now())
    assert not Handback.objects.exists()
    assert Alert.objects.get(kind="tell_first").handled_at is None


def test_the_portal_does_not_learn_whether_there_was_anybody_to_tell(waiting):
    case, _, worker = waiting
    release(case_id=case.pk, basis="not_applicable", by=worker, now=timezone.now())
    other = make_case(owner=worker)
    decide(other.referral_id)
    speak(other, worker)
    release(case_id=other.pk, basis="told", by=worker, now=timezone.now())
    copy_waiting(now=timezone.now())
    assert MessageRelease.objects.values("basis").distinct().count() == 1
    assert Alert.objects.get(case=case, kind="tell_first").outcome == "not_applicable"


def test_only_what_was_shown_is_released(waiting):
    case, message, worker = waiting
    decide(case.referral_id, verb="allocate")
    release(
        case_id=case.pk,
        basis="not_applicable",
        message_ids=[message.pk],
        by=worker,
        now=timezone.now(),
    )
    copy_waiting(now=timezone.now())
    assert set(MessageRelease.objects.values_list("message_id", flat=True)) == {message.pk}
    with pytest.raises(Refusal, match="changed"):
        release(
            case_id=case.pk,
            basis="not_applicable",
            message_ids=[message.pk],
            by=worker,
            now=timezone.now(),
        )


def test_nothing_is_released_twice(waiting):
    case, _, worker = waiting
    release(case_id=case.pk, basis="not_applicable", by=worker, now=timezone.now())
    with pytest.raises(Refusal, match="no longer waiting"):
        release(case_id=case.pk, basis="not_applicable", by=worker, now=timezone.now())


def test_a_case_of_somebody_else_cannot_be_released(waiting):
    case, _, _ = waiting
    with pytest.raises(VictimCase.DoesNotExist):
        release(case_id=case.pk, basis="not_applicable", by=make_worker(), now=timezone.now())
    assert not Handback.objects.exists()


def test_releases_leave_in_batches(settings):
    settings.DECISION_BATCH_MINUTES = 30
    noon = dt.datetime(2026, 12, 1, 12, 0, tzinfo=dt.UTC)
    assert leaves_at(noon + dt.timedelta(minutes=1)) == noon + dt.timedelta(minutes=30)
    assert leaves_at(noon + dt.timedelta(minutes=29)) == noon + dt.timedelta(minutes=30)
    assert leaves_at(noon) == noon


def test_a_share_is_held_for_no_reason(settings):
    settings.RANDOM_HOLD_SHARE, settings.RANDOM_HOLD_HOURS = 0.03, 4
    settings.DECISION_BATCH_MINUTES = 30
    now = dt.datetime(2026, 12, 1, 12, 10, tzinfo=dt.UTC)
    random = Random(1)
    moments = [leaves_at(now, random=random) for _ in range(2000)]
    held = [moment for moment in moments if moment != min(moments)]
    assert 30 < len(held) < 90
    assert {moment - min(moments) for moment in held} == {dt.timedelta(hours=4)}
