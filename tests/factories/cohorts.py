"""Cohorts for tests: planned through the real verb, with people placed through the real verb.

`waiting_referral` makes a referral accepted for a programme; `make_cohort` a whole cohort with its
staff. Tuesday 12 January 2027 is the first session unless told otherwise.
"""

import datetime as dt
import itertools
import uuid

from cohorts.enrolment import allocate
from cohorts.granting import grant_access
from cohorts.models import Cohort, Enrolment
from cohorts.planning import create_cohort
from cohorts.register import mark
from programmes.enums import Pathway
from programmes.models import FundingPeriod
from referral_portal.accounts.models import User
from referral_portal.common.dates import end_of_day
from referral_portal.sealing.boxes import seal_envelope
from referrals.enums import AttendanceBasis, Route, Status
from referrals.models import Referral
from tests.factories.accounts import UserFactory
from tests.factories.people import make_participant
from tests.factories.programmes import FundingPeriodFactory, ProgrammeVersionFactory, VenueFactory

PLANNED_AT = dt.datetime(2026, 12, 1, 10, 0, tzinfo=dt.UTC)
FIRST_DATE = dt.date(2027, 1, 12)  # a Tuesday
START = dt.time(18, 0)
IN_FIRST_SESSION = dt.datetime(2027, 1, 12, 18, 30, tzinfo=dt.UTC)
NUMBERS = itertools.count(1)


def waiting_referral(programme, *, district=None, status=Status.AWAITING_ALLOCATION, **fields):
    """Make a referral accepted for `programme`, with its person and its sealed envelope."""
    number = next(NUMBERS)
    name = fields.pop("name", f"Invented Person {number}")
    participant = fields.pop("participant", None) or make_participant(
        name=name,
        born_on=dt.date(1988, 4, 5),
        email=f"person-{number}@example.org",
    )
    if status == Status.AWAITING_ALLOCATION:
        fields.setdefault(
            "turn_at", fields.get("submitted_at", PLANNED_AT + dt.timedelta(seconds=number))
        )
    referral_id = uuid.uuid4()
    envelope = seal_envelope(
        referral_id=referral_id, kind="referral", parts={}, names=("others",), now=PLANNED_AT
    )
    return Referral.objects.create(
        **{
            "id": referral_id,
            "route": Route.SELF,
            "pathway": Pathway.DOMESTIC_ABUSE,
            "status": status,
            "participant": participant,
            "envelope": envelope,
            "district": district or VenueFactory().district,
            "programme": programme,
            "attendance_basis": AttendanceBasis.VOLUNTARY,
            "submitted_at": PLANNED_AT + dt.timedelta(seconds=number),
            "due_on": PLANNED_AT.date(),
            "due_at": end_of_day(PLANNED_AT.date()),
            "status_at": PLANNED_AT,
            **fields,
        }
    )


def make_cohort(
    *, version=None, by=None, facilitators=None, now=PLANNED_AT, funded=True, **choices
) -> Cohort:
    """Plan a cohort: a group of 8 with two facilitators, unless told otherwise."""
    version = version or ProgrammeVersionFactory(group=True)
    if facilitators is None:
        facilitators = [
            UserFactory(facilitator=True, qualifications=version.facilitator_qualifications)
            for _ in range(version.facilitators_required)
        ]
    if funded and not FundingPeriod.objects.exists():
        FundingPeriodFactory()
    venue = choices.pop("venue", None) or VenueFactory()
    return create_cohort(
        **{
            "programme_version": version,
            "district": venue.district,
            "venue": venue,
            "name": f"Cohort {next(NUMBERS)}",
            "weekday": FIRST_DATE.weekday(),
            "start_time": START,
            "starts_on": FIRST_DATE,
            "facilitators": facilitators,
            "by": by or UserFactory(manager=True),
            "now": now,
            **choices,
        }
    )


def place_somebody(
    cohort: Cohort, *, by: User | None = None, now=PLANNED_AT, **fields
) -> Enrolment:
    """Give a new participant a place in `cohort`."""
    referral = waiting_referral(
        cohort.programme_version.programme, district=cohort.district, **fields
    )
    return allocate(
        cohort_id=cohort.pk,
        referral_id=referral.pk,
        by=by or UserFactory(coordinator=True),
        now=now,
    )


def session_time(cohort: Cohort, number: int) -> dt.datetime:
    """Return a moment during session `number`."""
    return cohort.sessions.get(number=number).starts_at + dt.timedelta(minutes=30)


def visitor_of(cohort: Cohort, *, until: dt.date) -> User:
    """Make a co-facilitator of another agency with a grant of `cohort` until a date."""
    visitor = UserFactory(co_facilitator=True)
    grant_access(
        cohort_id=cohort.pk,
        user=visitor,
        starts_on=PLANNED_AT.date(),
        ends_on=until,
        reason="Delivers with us",
        by=UserFactory(manager=True),
        now=PLANNED_AT,
    )
    return visitor


def mark_all(cohort, enrolment, marks):
    """Mark one person in the sessions from the first on."""
    by = cohort.staffing.first().user
    for number, value in enumerate(marks, start=1):
        session = cohort.sessions.get(number=number)
        mark(
            session_id=session.pk,
            marks={enrolment.pk: value},
            by=by,
            now=session_time(cohort, number),
        )
