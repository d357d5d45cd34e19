"""Victim first: a decision leaves only after a release, once the person at risk is told."""

import datetime as dt

import pytest
from django.utils import timezone

from referral_portal.common.moments import leaves_from, moment_after
from referral_portal.common.refusals import Refusal
from referral_portal.outbox.drain import drain
from referral_portal.outbox.enums import Audience, MessageStatus
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from safeguarding.casework.releases import leaves_at, release
from safeguarding.crossing.copier import copy_waiting
from safeguarding.crossing.portal_feed import pull
from safeguarding.models import Alert, Handback, VictimCase
from tests.factories.safeguarding import decide, make_case, make_worker, speak
from tests.moments import due

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


def status_of(message):
    message.refresh_from_db()
    return message.status


def test_it_leaves_after_release_and_not_before(waiting):
    case, message, worker = waiting
    drain(clock=due)
    assert status_of(message) == MessageStatus.WAITING_RELEASE
    speak(case, worker)
    release(case_id=case.pk, basis="told", by=worker, now=timezone.now())
    drain(clock=due)
    assert status_of(message) == MessageStatus.WAITING_RELEASE
    copy_waiting(now=due() - dt.timedelta(seconds=1))
    assert not MessageRelease.objects.exists(), "the portal hears of it at the moment itself"
    drain(clock=due)
    assert status_of(message) == MessageStatus.WAITING_RELEASE
    copy_waiting(now=due())
    drain(clock=due)
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
    copy_waiting(now=due())
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
    copy_waiting(now=due())
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


MIDNIGHT = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)  # London has no summer time then


def written(at: dt.datetime, **fields) -> OutgoingMessage:
    """A message that waits for its release, not saved."""
    fields = {"audience": Audience.PARTICIPANT, "due_at": leaves_from(at, waits=True), **fields}
    return OutgoingMessage(created_at=at, **fields)


@pytest.mark.parametrize(
    ("decided", "released", "leaves"),
    [
        # However long it takes to tell her, up to the least time, one moment is the same for all.
        (10, 10, 16.5),
        (10, 13, 16.5),
        (12.5, 12.6, 16.5),
        (12.5, 16.5, 16.5),
        (13, 13.1, 33),
        (13, 17, 33),
        (10, 17, 33),
    ],
)
def test_a_released_message_leaves_at_a_moment(settings, decided, released, leaves):
    settings.MESSAGE_MOMENTS = (dt.time(9), dt.time(16, 30))
    settings.MESSAGE_LEAST_HOURS = 4
    at = [MIDNIGHT + dt.timedelta(hours=hours) for hours in (decided, released, leaves)]
    assert leaves_at(written(at[0]), at[1], is_held=False) == at[2]


def test_a_message_held_at_random_leaves_at_the_moment_after(settings):
    settings.MESSAGE_MOMENTS = (dt.time(9), dt.time(16, 30))
    at = MIDNIGHT + dt.timedelta(hours=10)
    usual = leaves_at(written(at), at, is_held=False)
    assert leaves_at(written(at), at, is_held=True) == usual + dt.timedelta(hours=16, minutes=30)


def test_a_call_that_cannot_wait_leaves_once_it_is_released():
    at = MIDNIGHT + dt.timedelta(hours=10)
    call = written(at, audience=Audience.STAFF, due_at=at)
    released = at + dt.timedelta(minutes=7)
    assert leaves_at(call, released, is_held=True) == released
    email = written(at, due_at=at)
    assert leaves_at(email, released, is_held=False) > released


@pytest.mark.parametrize(("share", "held"), [(0, 0), (1, 1)])
def test_the_share_is_held_at_random(waiting, settings, share, held):
    settings.RANDOM_HOLD_SHARE = share
    case, message, worker = waiting
    now = timezone.now()
    (handback,) = release(case_id=case.pk, basis="not_applicable", by=worker, now=now)
    usual = leaves_at(message, now, is_held=False)
    leaves = dt.datetime.fromisoformat(handback.payload["not_before"])
    assert leaves == (moment_after(usual) if held else usual)
    # The time of the answer is in no row that the portal gets.
    assert handback.payload["released_at"] == handback.payload["not_before"]
