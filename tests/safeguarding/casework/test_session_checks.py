"""A session check is set on the case it belongs to, and a random share says to speak first."""

from collections import Counter
from random import Random

import pytest
from django.utils import timezone

from cohorts.enums import CheckState
from referral_portal.common.refusals import Refusal
from safeguarding.casework.session_checks import routine_state, set_check, set_checks_green
from safeguarding.crossing.portal_feed import pull
from safeguarding.models import Handback, VictimCase
from tests.factories.cohorts import make_cohort, place_somebody
from tests.factories.safeguarding import make_worker, nothing_waits

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


@pytest.fixture(autouse=True)
def _no_dressing(settings):
    settings.RANDOM_HOLD_SHARE = settings.RANDOM_REARRANGE_SHARE = 0


def test_checks_for_everybody_with_a_random_share(settings):
    settings.RANDOM_HOLD_SHARE, settings.RANDOM_REARRANGE_SHARE = 0.3, 0.3
    enrolment = place_somebody(make_cohort())
    pull(now=timezone.now())
    case = VictimCase.objects.get(referral_id=enrolment.referral_id)
    checks = [
        (case.pk, session.pk, enrolment.pk) for session in enrolment.place.cohort.sessions.all()
    ]
    by = make_worker()
    nothing_waits([case.pk], by)
    rows = set_checks_green(checks=checks, by=by, now=timezone.now(), random=Random(3))
    states = {row.payload["state"]: row.cause for row in rows}
    assert states == {
        CheckState.GREEN: "routine",
        CheckState.SPEAK_FIRST: "random",
        CheckState.HOLD: "random",
    }
    session_id = checks[0][1]
    later = set_check(
        case_id=case.pk,
        session_id=session_id,
        enrolment_id=enrolment.pk,
        state=CheckState.HOLD,
        by=by,
        now=timezone.now(),
    )
    assert later.sequence > max(row.sequence for row in rows)


def test_every_kind_of_hold_has_its_random_share(settings):
    settings.RANDOM_HOLD_SHARE, settings.RANDOM_REARRANGE_SHARE = 0.03, 0.01
    random = Random(1)
    drawn = Counter(routine_state(random) for _ in range(10_000))
    assert 230 < drawn[CheckState.SPEAK_FIRST] < 370
    assert 60 < drawn[CheckState.HOLD] < 140
    settings.RANDOM_HOLD_SHARE = settings.RANDOM_REARRANGE_SHARE = 0
    assert {routine_state(random) for _ in range(1000)} == {CheckState.GREEN}


def test_a_check_is_answered_on_the_case_it_belongs_to():
    enrolment, other = place_somebody(make_cohort()), place_somebody(make_cohort())
    pull(now=timezone.now())
    by = make_worker()
    case = VictimCase.objects.get(referral_id=enrolment.referral_id)
    sessions = [row.place.cohort.sessions.first() for row in (enrolment, other)]
    for session, somebody in ((sessions[1], other), (sessions[1], enrolment)):
        with pytest.raises(Refusal):
            set_check(
                case_id=case.pk,
                session_id=session.pk,
                enrolment_id=somebody.pk,
                state=CheckState.GREEN,
                by=by,
                now=timezone.now(),
            )
    assert not Handback.objects.filter(kind="check").exists()
