"""A message leaves only while it is true: of what waits, the newest true state is said."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from cohorts import enrolment as places
from referral_portal.common.moments import next_moment
from referral_portal.outbox import drain as draining
from referral_portal.outbox.enums import Audience, CancelReason, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.outbox.release import override_release
from referrals import workflow
from referrals.calls import calls_to_make
from referrals.enums import EndingCode
from safeguarding.crossing.portal_feed import pull
from safeguarding.models import Alert
from tests.factories.cohorts import make_cohort
from tests.factories.desk import make_person, make_referral, staff
from tests.factories.safeguarding import make_worker
from tests.safeguarding.test_has_died import everything_runs, let_go, written_to

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
HIS = "somebody@example.org"


@pytest.fixture(autouse=True)
def _no_dressing(settings):
    settings.RANDOM_HOLD_SHARE = settings.RANDOM_REARRANGE_SHARE = 0


@pytest.fixture
def coordinator():
    return staff(coordinator=True)


def accepted_and_placed(coordinator, **fields):
    """Accept a new referral and give it a place; return the enrolment. Both messages wait."""
    group = make_cohort()
    referral = make_referral(district=group.district, **fields)
    workflow.accept(
        referral_id=referral.pk,
        programme=group.programme_version.programme,
        words="Agreed.",
        by=coordinator,
        now=timezone.now() - dt.timedelta(hours=2),
    )
    return places.allocate(
        cohort_id=group.pk,
        referral_id=referral.pk,
        by=coordinator,
        now=timezone.now() - dt.timedelta(hours=1),
    )


def moves_away(enrolment, coordinator):
    places.withdraw(
        enrolment_id=enrolment.pk,
        code=EndingCode.MOVED_AREA,
        words="He called: he lives in Leeds now.",
        by=coordinator,
        now=timezone.now(),
    )


def decided_on(referral_id, event):
    """Return the waiting message to the participant about `event`."""
    return OutgoingMessage.objects.get(referral_id=referral_id, event=f"{event}_participant")


def fate(referral_id, audience=Audience.PARTICIPANT) -> dict[str, tuple[str, str]]:
    """Return the status of each message of a referral and why it was cancelled, by its event."""
    rows = OutgoingMessage.objects.filter(referral_id=referral_id, audience=audience)
    return {row.event.rsplit("_", 1)[0]: (row.status, row.cancelled_because) for row in rows}


def test_accepted_placed_and_moved_away_only_the_ending_leaves(settings, coordinator):
    enrolment = accepted_and_placed(coordinator, person=make_person(email=HIS))
    moves_away(enrolment, coordinator)

    let_go(enrolment.referral, make_worker())
    everything_runs()

    assert written_to(settings) == [HIS]
    assert fate(enrolment.referral_id) == {
        "accepted": (MessageStatus.CANCELLED, CancelReason.OVERTAKEN),
        "place": (MessageStatus.CANCELLED, CancelReason.OVERTAKEN),
        "ended": (MessageStatus.SENT, ""),
    }


def test_the_desk_reads_on_the_referral_why_a_message_did_not_leave(client, coordinator):
    enrolment = accepted_and_placed(coordinator, person=make_person(email=HIS))
    moves_away(enrolment, coordinator)
    let_go(enrolment.referral, make_worker())
    everything_runs()

    client.force_login(coordinator)
    page = reverse("admin:referrals_referral_change", args=[enrolment.referral_id])
    shown = client.get(page).content.decode()

    assert shown.count("Cancelled: a newer message says what is true now") == 2


def test_a_referrer_reads_of_the_ending_alone(settings, coordinator):
    enrolment = accepted_and_placed(coordinator, person=make_person(email=HIS), agency=True)
    moves_away(enrolment, coordinator)

    let_go(enrolment.referral, make_worker())
    everything_runs()

    assert written_to(settings) == [HIS, "worker@example.org"]
    assert fate(enrolment.referral_id, Audience.REFERRER) == {
        "accepted": (MessageStatus.CANCELLED, CancelReason.OVERTAKEN),
        "progress": (MessageStatus.CANCELLED, CancelReason.MOVED_ON),
        "ended": (MessageStatus.SENT, ""),
    }


def test_our_staff_are_asked_to_tell_the_ending_alone(settings, coordinator):
    person = make_person(email="", phone="07700900123")
    enrolment = accepted_and_placed(coordinator, person=person)
    moves_away(enrolment, coordinator)

    let_go(enrolment.referral, make_worker())
    everything_runs()

    assert [call.event for call in calls_to_make(coordinator)] == ["ended_staff"]
    assert written_to(settings) == [settings.COORDINATOR_EMAIL_SELF]


def test_of_two_that_are_true_the_newest_is_said(settings, coordinator):
    """He has a place: that he is on the waiting list is no longer true."""
    enrolment = accepted_and_placed(coordinator, person=make_person(email=HIS))

    let_go(enrolment.referral, make_worker())
    everything_runs()

    assert fate(enrolment.referral_id) == {
        "accepted": (MessageStatus.CANCELLED, CancelReason.OVERTAKEN),
        "place": (MessageStatus.SENT, ""),
    }


def test_a_release_of_the_older_one_alone_lets_nothing_untrue_go(settings, coordinator):
    enrolment = accepted_and_placed(coordinator, person=make_person(email=HIS))
    accepted = decided_on(enrolment.referral_id, "accepted")
    now = timezone.now() + dt.timedelta(hours=settings.RELEASE_OVERRIDE_HOURS)
    override_release(message_id=accepted.pk, why="Late.", by=staff(manager=True), now=now)
    pull(now=now)
    now = next_moment(now)
    draining.drain(clock=lambda: now)
    pull(now=now)

    assert written_to(settings) == []
    alerts = Alert.objects.filter(case__referral_id=enrolment.referral_id)
    # Nobody knows anything yet, and the place is still to be told.
    assert not alerts.filter(kind="overtaken").exists()
    waiting = alerts.filter(kind="tell_first", handled_at=None)
    assert [alert.detail["event"] for alert in waiting] == ["place_participant"]
