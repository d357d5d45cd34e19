"""A check that nobody answers is on the worklist a day before the session, and then with the manager."""

import datetime as dt

import pytest
from django.utils import timezone

from cohorts.enums import CheckState, SessionStatus
from referral_portal.common.refusals import Refusal
from safeguarding.casework.cases import handle_alert
from safeguarding.casework.session_checks import answer_check
from safeguarding.casework.unanswered_checks import follow_up
from safeguarding.models import Alert
from tests.factories.cohorts import make_cohort, place_somebody
from tests.factories.safeguarding import client_of, enrolled, make_worker, nothing_waits, url

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def worker():
    return make_worker()


@pytest.fixture
def placed(worker):
    enrolment, case = enrolled(worker)
    nothing_waits([case.pk], worker)
    return enrolment, case


@pytest.fixture
def session(placed):
    return placed[0].place.cohort.sessions.get(number=1)


def waiting() -> list[str]:
    return [alert.kind for alert in Alert.objects.waiting()]


def test_a_day_before_it_is_on_the_worklist_and_four_hours_before_with_the_manager(
    placed, session, settings
):
    settings.CHECK_HOURS_BEFORE_SESSION, settings.CHECK_MANAGER_HOURS_BEFORE_SESSION = 24, 4
    for before, kinds in (
        (25, []), (24.1, []), (23.9, ["check"]), (5, ["check"]), (3.9, ["check_late"]),
    ):  # fmt: skip
        for _ in range(2):  # a step may be repeated
            follow_up(now=session.starts_at - before * HOUR)
        assert waiting() == kinds, before
    assert Alert.objects.get(kind="check").outcome == "passed_on"
    # It began without an answer: that stays with the manager.
    follow_up(now=session.starts_at + HOUR)
    assert waiting() == ["check_late"]


def test_an_answer_closes_it(placed, session, worker, settings):
    settings.RANDOM_HOLD_SHARE = settings.RANDOM_REARRANGE_SHARE = 0
    enrolment, case = placed
    for before in (20, 3):
        now = session.starts_at - before * HOUR
        follow_up(now=now)
    assert waiting() == ["check_late"]
    answer_check(
        case_id=case.pk, session_id=session.pk, enrolment_id=enrolment.pk,
        state=CheckState.GREEN, by=worker, now=now,
    )  # fmt: skip
    assert waiting() == []
    assert Alert.objects.get(kind="check_late").handled_by == worker
    follow_up(now=now)
    assert waiting() == []


def test_a_session_that_is_moved_or_cancelled_leaves_nothing_behind(placed, session):
    now = session.starts_at - 20 * HOUR
    follow_up(now=now)
    session.starts_at += dt.timedelta(days=3)
    session.ends_at += dt.timedelta(days=3)
    session.save()
    follow_up(now=now)
    assert waiting() == []
    assert Alert.objects.get(kind="check").outcome == "withdrawn"
    now = session.starts_at - 20 * HOUR
    follow_up(now=now)
    assert waiting() == ["check"]
    session.status = SessionStatus.CANCELLED
    session.save()
    follow_up(now=now)
    assert waiting() == []


def test_a_participant_whose_envelope_nobody_has_opened_is_asked_about(session):
    enrolment = place_somebody(make_cohort())
    follow_up(now=session.starts_at - 20 * HOUR)
    alerts = Alert.objects.filter(case__referral_id=enrolment.referral_id)
    assert {alert.kind for alert in alerts} == {"new_case", "check"}


def test_only_the_manager_records_what_was_done_after_the_session_began(placed, session, worker):
    manager = make_worker(is_manager=True)
    now = session.starts_at - 3 * HOUR
    follow_up(now=now)
    alert = Alert.objects.get(kind="check_late")
    done = {"case_id": placed[1].pk, "alert_id": alert.pk, "outcome": "done"}
    with pytest.raises(Refusal, match="Answer the session check"):
        handle_alert(**done, by=manager, now=now)
    later = session.starts_at + HOUR
    with pytest.raises(Refusal, match="Only the manager"):
        handle_alert(**done, by=worker, now=later)
    assert handle_alert(**done, by=manager, now=later).outcome == "done"


def test_the_worklist_says_which_session_and_leads_to_the_check(placed, session, worker):
    enrolment, case = placed
    now = timezone.now()
    session.starts_at, session.ends_at = now + 20 * HOUR, now + 22 * HOUR
    session.save()
    follow_up(now=now)
    client = client_of(worker)
    assert (
        "Nobody has answered the check of session 1"
        in client.get("/safeguarding/").content.decode()
    )
    page = client.get(url(case)).content.decode()
    assert f"/safeguarding/checks/{session.pk}/{enrolment.pk}/" in page
    follow_up(now=session.starts_at - 3 * HOUR)
    page = client.get("/safeguarding/").content.decode()
    assert "Session check with the manager" in page
