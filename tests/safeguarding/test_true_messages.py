"""A message leaves only while it is true: of what waits, the newest true state is said."""

import datetime as dt

import pytest
from django.utils import timezone

from cohorts import enrolment as places
from referral_portal.outbox.enums import Audience, CancelReason, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals import workflow
from referrals.enums import EndingCode
from tests.factories.cohorts import make_cohort
from tests.factories.desk import make_person, make_referral, staff
from tests.factories.safeguarding import make_worker
from tests.safeguarding.test_has_died import everything_runs, let_go, written_to

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
HIS = "somebody@example.org"


@pytest.fixture(autouse=True)
def _no_dressing(settings):
    settings.DECISION_BATCH_MINUTES, settings.RANDOM_HOLD_SHARE = 0, 0


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
