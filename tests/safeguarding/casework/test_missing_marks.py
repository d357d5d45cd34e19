"""The link worker hears of a participant who has no mark soon after the session has begun."""

import datetime as dt

import pytest

from cohorts import register
from cohorts.enums import Mark, SessionStatus
from safeguarding.casework.missing_marks import watch_registers
from safeguarding.casework.wording import alert_words
from safeguarding.crossing.same_participant import tell_link_workers
from safeguarding.models import Alert
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import place_somebody
from tests.factories.safeguarding import (
    enrolled,
    make_case,
    make_worker,
    nothing_waits,
    one_person,
)

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def placed(worker):
    enrolment, case = enrolled(worker)
    nothing_waits([case.pk], worker)
    return enrolment, case


@pytest.fixture
def session(placed):
    return placed[0].place.cohort.sessions.get(number=1)


def mark(session, enrolment, value, at):
    register.mark(
        session_id=session.pk, marks={enrolment.pk: value}, by=UserFactory(manager=True), now=at
    )


def alerts(kind="missing_mark"):
    return Alert.objects.filter(kind=kind)


def test_fifteen_minutes_after_the_start_and_not_before(placed, session, settings):
    settings.MISSING_MARK_MINUTES = 15
    for minutes, found in ((-5, 0), (14, 0), (16, 1), (30, 1)):
        watch_registers(now=session.starts_at + minutes * MINUTE)
        assert alerts().count() == found, minutes
    alert = alerts().get()
    assert alert.case == placed[1]
    assert "The participant may not be there" in alert_words(alert)
    # Before every alert of a calm case.
    assert alert.level == 1


def test_nobody_waits_for_the_marks_of_the_others(placed, session, worker):
    enrolment, _ = placed
    other = place_somebody(enrolment.place.cohort)
    mark(session, other, Mark.ATTENDED, session.starts_at + 5 * MINUTE)
    watch_registers(now=session.starts_at + 16 * MINUTE)
    assert [alert.case.referral_id for alert in alerts()] == [enrolment.referral_id]


def test_a_mark_closes_it(placed, session):
    watch_registers(now=session.starts_at + 16 * MINUTE)
    mark(session, placed[0], Mark.ATTENDED, session.starts_at + 20 * MINUTE)
    watch_registers(now=session.starts_at + 21 * MINUTE)
    assert alerts().get().outcome == "withdrawn"
    assert not alerts("corrected").exists()


def test_where_she_was_told_already_the_mark_is_news_once(placed, session, worker):
    now = session.starts_at + 16 * MINUTE
    watch_registers(now=now)
    alerts().update(handled_at=now, handled_by=worker, outcome="told")
    mark(session, placed[0], Mark.LATE, now)
    for _ in range(2):
        watch_registers(now=now + MINUTE)
    assert alerts("corrected").get().detail["mark"] == Mark.LATE
    assert alerts().get().outcome == "told"


def test_a_session_that_is_moved_or_cancelled_leaves_nothing_behind(placed, session):
    now = session.starts_at + 16 * MINUTE
    watch_registers(now=now)
    session.status = SessionStatus.CANCELLED
    session.save()
    watch_registers(now=now)
    assert alerts().get().outcome == "withdrawn"


def test_an_old_one_stays_until_it_is_handled_or_marked(placed, session, settings):
    settings.MISSING_MARK_WATCH_HOURS = 24
    watch_registers(now=session.starts_at + 16 * MINUTE)
    two_days_later = session.starts_at + dt.timedelta(days=2)
    watch_registers(now=two_days_later)
    assert alerts().get().handled_at is None
    mark(session, placed[0], Mark.ATTENDED, two_days_later)
    watch_registers(now=two_days_later)
    assert alerts().get().outcome == "withdrawn"


def test_it_costs_the_same_for_one_and_for_five(placed, session, django_assert_max_num_queries):
    now = session.starts_at + 16 * MINUTE
    for more in (0, 4):
        for _ in range(more):
            place_somebody(placed[0].place.cohort)
        watch_registers(now=now)
        with django_assert_max_num_queries(3, using="default"):
            watch_registers(now=now)
    assert alerts().count() == 5


def test_it_waits_on_a_colleagues_case_of_the_same_participant_too(placed, session):
    sister = make_case(owner=make_worker())
    one_person(placed[1], sister)
    now = session.starts_at + 16 * MINUTE
    for _ in range(2):
        watch_registers(now=now)
        tell_link_workers(now=now)
    assert [row.handled_at for row in alerts().filter(case=sister)] == [None]
    assert [row.handled_at for row in alerts().filter(case=placed[1])] == [None]
    alerts().update(handled_at=now, handled_by=sister.owner, outcome="told")
    mark(session, placed[0], Mark.ATTENDED, now)
    for _ in range(2):
        watch_registers(now=now)
    assert [row.case for row in alerts("corrected")] == [placed[1]]
