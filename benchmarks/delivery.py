"""Cohorts for the lives with a place: places, sessions on real dates, enrolments, registers.

Dates come from the scheduling rules of the service, so bank holidays are skipped here too. A
participant who completed attended at least ten of twelve sessions; one who left has no later mark.
"""

import datetime as dt
import functools
import itertools
from collections import defaultdict

from benchmarks.copying import Table
from benchmarks.invented import Inventor
from benchmarks.lives import WITH_PLACE, YEARS, Life, write_steps
from benchmarks.reference import Reference
from cohorts.enums import CheckState, CohortStatus, Mark, ResourceKind, SessionStatus, StaffingRole
from cohorts.models import (
    Attendance,
    Booking,
    Cohort,
    Enrolment,
    Place,
    Session,
    SessionCheck,
    Staffing,
)
from cohorts.schedule import PlannedLength, PlannedSession, plan_sessions
from programmes.models import Venue
from referral_portal.common.dates import bank_holidays

KINDS = {
    "scheduled": CohortStatus.PLANNED,
    "on_programme": CohortStatus.RUNNING,
    "suspended": CohortStatus.RUNNING,
}
# Far enough apart for the longest session.
STARTS = (dt.time(9, 30), dt.time(12, 30), dt.time(15, 30), dt.time(18, 30))
MOST_TRIES = 500
ABSENT = {Mark.ABSENT: 5, Mark.ABSENT_AGREED: 4, Mark.TOO_LATE: 1}
PRESENT = {Mark.ATTENDED: 90, Mark.LATE: 10}
MODELS = (
    Cohort, Place, Session, Staffing, Booking, Enrolment, Attendance, SessionCheck,
)  # fmt: skip
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


class Delivery:
    """Fill the tables of the cohorts app."""

    def __init__(self, reference: Reference, inventor: Inventor, now: dt.datetime) -> None:
        self.reference, self.inventor, self.now = reference, inventor, now
        self.tables = {model: Table(model) for model in MODELS}
        self._names = itertools.count(Cohort.objects.count() + 1)
        self._diary: dict[tuple[ResourceKind, int], set[dt.datetime]] = defaultdict(set)
        for kind, key, at in Booking.objects.values_list("kind", "resource_id", "starts_at"):
            self._diary[kind, key].add(at)
        # For the other side: the life, the mark, its cause there, the session.
        self.absences: list[tuple[Life, Mark, str, PlannedSession]] = []
        self._plan = functools.lru_cache(maxsize=20_000)(self._planned)

    def place(self, lives: list[Life]) -> None:
        """Put every life with a place into a cohort and give its steps their dates."""
        groups = defaultdict(list)
        for life in lives:
            if life.fate in WITH_PLACE:
                groups[life.programme, KINDS.get(life.fate, CohortStatus.FINISHED)].append(life)
        for (code, kind), members in groups.items():
            size = self.reference.versions[code].capacity
            for start in range(0, len(members), size):
                self._cohort(code, kind, members[start : start + size])

    def _first_day(self, kind: CohortStatus) -> dt.date:
        pick = self.inventor.random.randint
        days = {
            CohortStatus.PLANNED: lambda: pick(7, 42),
            CohortStatus.RUNNING: lambda: -pick(8, 60),
            CohortStatus.FINISHED: lambda: -pick(130, YEARS * 365),
        }[kind]()
        day = self.now.date() + days * DAY
        # Monday to Friday.
        return day - max(0, day.weekday() - 4) * DAY

    def _planned(self, code: str, first_on: dt.date, start: dt.time) -> tuple[PlannedSession, ...]:
        version = self.reference.versions[code]
        lengths = [PlannedLength(row.number, row.minutes, row.title) for row in version.plans]
        return plan_sessions(
            sessions=lengths, first_on=first_on, weekday=first_on.weekday(), start=start,
            skip=bank_holidays(first_on, first_on + 200 * DAY), finish_by=None,
        ).planned  # fmt: skip

    def _slot(self, code: str, kind: CohortStatus) -> tuple[tuple, Venue, list[int]]:
        """Find sessions, a venue and facilitators that are free at every one of them."""
        pick, version = self.inventor.random, self.reference.versions[code]
        for _ in range(MOST_TRIES):
            start = pick.choice(STARTS)
            planned = self._plan(code, self._first_day(kind), start)
            moments = {session.starts_at for session in planned}
            venue = pick.choice(self.reference.venues)
            staff = pick.sample(self.reference.facilitators, version.facilitators)
            wanted = [(ResourceKind.VENUE, venue.pk)]
            wanted += [(ResourceKind.FACILITATOR, user) for user in staff]
            if all(moments.isdisjoint(self._diary[one]) for one in wanted):
                for one in wanted:
                    self._diary[one] |= moments
                return planned, venue, staff
        raise RuntimeError("Too few venues or facilitators for so many cohorts.")

    def _cohort(self, code: str, kind: CohortStatus, members: list[Life]) -> None:
        version = self.reference.versions[code]
        planned, venue, staff = self._slot(code, kind)
        cohort_id = self.inventor.uuid()
        made_at = planned[0].starts_at - self.inventor.random.uniform(35, 60) * DAY
        self.tables[Cohort].add(
            id=cohort_id, name=f"Cohort {next(self._names)}", programme_version_id=version.id,
            district_id=venue.district_id, venue_id=venue.id, weekday=planned[0].on.weekday(),
            funding_period_id=self.reference.funding_id, start_time=planned[0].start,
            starts_on=planned[0].on, status=kind, created_at=made_at,
        )  # fmt: skip
        places = [
            self.tables[Place].add(cohort_id=cohort_id, number=number)
            for number in range(1, version.capacity + 1)
        ]
        held = [session for session in planned if session.ends_at < self.now - HOUR]
        if kind == CohortStatus.RUNNING and len(held) > 1:
            held.pop()  # the last register is still to be taken
        sessions = [self._session(cohort_id, session, session in held) for session in planned]
        for user_id in staff:
            self.tables[Staffing].add(
                cohort_id=cohort_id, user_id=user_id, role=StaffingRole.LEAD,
                starts_on=made_at.date(), ends_on=None,
            )  # fmt: skip
        self._book(venue, staff, sessions, planned)
        for place_id, life in zip(places, members, strict=False):
            self._enrol(life, place_id, sessions, planned, held, staff[0])

    def _book(self, venue: Venue, staff: list[int], sessions: list[int], planned) -> None:
        booked = [(ResourceKind.VENUE, venue.pk)]
        booked += [(ResourceKind.FACILITATOR, user) for user in staff]
        for kind, key in booked:
            for session_id, session in zip(sessions, planned, strict=True):
                self.tables[Booking].add(
                    kind=kind, resource_id=key, session_id=session_id,
                    starts_at=session.starts_at, ends_at=session.ends_at,
                )  # fmt: skip

    def _session(self, cohort_id, session: PlannedSession, is_held: bool) -> int:
        return self.tables[Session].add(
            cohort_id=cohort_id, number=session.number, plan_number=session.number,
            title=session.title,
            starts_at=session.starts_at, ends_at=session.ends_at,
            status=SessionStatus.HELD if is_held else SessionStatus.PLANNED,
        )  # fmt: skip

    def _enrol(self, life: Life, place_id: int, sessions, planned, held, marker: int) -> None:
        pick = self.inventor.random
        given_at = min(planned[0].starts_at, self.now) - pick.uniform(2, 30) * DAY
        accepted_at = given_at - pick.uniform(1, 60) * DAY
        life.submitted_at = accepted_at - pick.uniform(0.5, 5) * DAY
        if life.fate in {"removed", "left"}:
            held = held[: pick.randint(1, len(planned) - 2)]
        # The first mark that counts starts the programme: the first session is attended.
        missed = set(pick.sample(range(1, len(held)), min(2, len(held) - 1))) if held else set()
        ended_at = held[-1].ends_at + HOUR / 2 if held else None
        ending = {"completed": "complete", "removed": "remove", "left": "withdraw"}.get(life.fate)
        moments = {"accept": accepted_at, "allocate": given_at}
        if held:
            moments["start"] = held[0].ends_at
        if ending:
            moments[ending] = ended_at
        if life.fate == "suspended":
            moments["suspend"] = ended_at
        write_steps(life, moments, self.inventor)
        enrolment_id = self.inventor.uuid()
        self.tables[Enrolment].add(
            id=enrolment_id, place_id=place_id, referral_id=life.id, person_id=life.person,
            started_at=given_at, given_by_id=pick.choice(self.reference.coordinators), plan_note="",
            ended_at=ended_at if ending else None,
            ending_code=life.steps[-1].code if ending else None,
        )  # fmt: skip
        if life.fate in {"on_programme", "suspended"}:
            for session_id in sessions[: len(held) + 1]:
                self.tables[SessionCheck].add(
                    id=self.inventor.uuid(), session_id=session_id, enrolment_id=enrolment_id,
                    state=CheckState.GREEN, sequence=1, released_at=given_at,
                )  # fmt: skip
        for position, session in enumerate(held):
            mark = self.inventor.pick(ABSENT if position in missed else PRESENT)
            self.tables[Attendance].add(
                session_id=sessions[position], enrolment_id=enrolment_id, number=1, mark=mark,
                reason="", at=session.ends_at, by_id=marker,
            )  # fmt: skip
            if mark in ABSENT:
                source = f"mark:{sessions[position]}:{enrolment_id}:1"
                self.absences.append((life, mark, source, session))
