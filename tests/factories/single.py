"""One-to-one courses for tests: a cohort of one place, and sessions booked through the real verb."""

import datetime as dt

from cohorts.enums import Mark
from cohorts.models import Enrolment, Session
from cohorts.register import mark
from cohorts.single_sessions import book_session, move_session
from referral_portal.common.dates import at_local
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import (
    FIRST_DATE,
    PLANNED_AT,
    make_cohort,
    place_somebody,
    session_time,
)
from tests.factories.programmes import ProgrammeVersionFactory

AFTERNOON = dt.time(14, 0)
COBI_BACKGROUNDS = ["psychology", "counselling", "probation_officer"]


def make_cobi(**choices):
    """Plan a COBI course: 12 sessions of up to 150 minutes, with a qualified facilitator."""
    version = ProgrammeVersionFactory(
        name="COBI",
        session_count=12,
        session_minutes=150,
        max_minutes=150,
        facilitator_qualifications=COBI_BACKGROUNDS,
    )
    choices.setdefault(
        "facilitators", [UserFactory(facilitator=True, qualifications=["psychology"])]
    )
    return make_cohort(version=version, **choices)


def book(enrolment: Enrolment, number: int, **changes) -> Session:
    """Book session `number` of the plan, `number` weeks after the first date, at two o'clock."""
    facilitator = changes.get("facilitator") or enrolment.place.cohort.staffing.first().user
    return book_session(
        **{
            "enrolment_id": enrolment.pk,
            "plan_number": number,
            "on": FIRST_DATE + dt.timedelta(weeks=number - 1),
            "start": AFTERNOON,
            "minutes": 90,
            "facilitator": facilitator,
            "by": facilitator,
            "now": PLANNED_AT,
            **changes,
        }
    )


def hold(session: Session, given: Mark = Mark.ATTENDED) -> None:
    """Take the register of a session that was booked for one person, half an hour into it."""
    mark(
        session_id=session.pk,
        marks={session.enrolment_id: given},
        by=session.cohort.staffing.first().user,
        now=session.starts_at + dt.timedelta(minutes=30),
    )


def placed_alone(cohort=None, **fields) -> Enrolment:
    """Give a new participant the one place of a COBI course."""
    return place_somebody(cohort or make_cobi(), **fields)


def before(session: Session) -> dt.datetime:
    """Return noon of the day before a session."""
    return at_local((session.starts_at - dt.timedelta(days=1)).date(), dt.time(12, 0))


def move(session: Session, **changes) -> Session:
    """Move a booked session to the day after the first date."""
    facilitator = session.cohort.staffing.first().user
    return move_session(
        **{
            "session_id": session.pk,
            "on": FIRST_DATE + dt.timedelta(days=1),
            "start": AFTERNOON,
            "minutes": 60,
            "facilitator": facilitator,
            "by": facilitator,
            "now": PLANNED_AT,
            **changes,
        }
    )


def caught_up_later(missed, other, facilitator):
    """Let `missed` be absent from session 1 of a group, and book the catch-up."""
    group = missed.place.cohort
    mark(
        session_id=group.sessions.get(number=1).pk,
        marks={missed.pk: Mark.ABSENT, other.pk: Mark.ATTENDED},
        by=facilitator,
        now=session_time(group, 1),
    )
    return book_session(
        enrolment_id=missed.pk,
        plan_number=1,
        on=FIRST_DATE + dt.timedelta(days=2),
        start=AFTERNOON,
        minutes=60,
        facilitator=facilitator,
        by=facilitator,
        now=session_time(group, 1),
    )
