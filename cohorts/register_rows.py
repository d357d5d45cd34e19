"""Read the rows of a register for its page with one query, kept for users of the same roles.

The verbs of the register read their own rows anew.
"""

import datetime as dt
import functools
import uuid
from dataclasses import dataclass

from django.db.models import DateField, IntegerField, QuerySet, UUIDField

from cohorts.enums import CheckState
from cohorts.models import Attendance, Cohort, Enrolment, Session, SessionCheck
from cohorts.register import during, listed, newest_checks, newest_of
from referral_portal.accounts.any_user import AnyUser
from referral_portal.common.statements import Given
from referral_portal.common.together import Found, Together

SHOWN = (
    "person", "started_at", "ended_at", "place__number", "referral__status",
    "referral__participant__name", "referral__participant__known_as",
    "referral__participant__person",
)  # fmt: skip


@dataclass(frozen=True)
class Register:
    """A session, the enrolments on its register, and by enrolment the marks and checks that count."""

    session: Session
    enrolments: list[Enrolment]
    marks: dict[uuid.UUID, Attendance]
    checks: dict[uuid.UUID, CheckState]


def register_of(user, cohort_id: uuid.UUID, number: int, today: dt.date) -> Register | None:
    """Return the register of a session of a cohort that `user` may open on `today`, or None."""
    found = _rows_for(user.roles).read(
        user=user.pk, agency=user.agency_id, cohort=cohort_id, number=number, today=today
    )
    if not found["session"]:
        return None
    [session] = found["session"]
    marks = newest_of(found["marks"])
    enrolments = listed(session, found["enrolments"], marked=marks)
    return Register(session, enrolments, marks, newest_checks(found["checks"]))


@functools.cache
def _rows_for(roles: frozenset[str]) -> Together:
    return Together(functools.partial(_parts, AnyUser(roles)))


def _parts(user: AnyUser) -> dict[str, QuerySet]:
    today, number = Given("today", DateField()), Given("number", IntegerField())
    seen = Cohort.objects.visible_to(user, today).filter(pk=Given("cohort", UUIDField()))
    session = Session.objects.filter(cohort__in=seen, number=number)
    # Of a session that the user may not open nothing is found, and so no mark, check or participant.
    key, cohort, starts_at, ends_at = (
        Found("session", Session._meta.get_field(name))
        for name in ("id", "cohort", "starts_at", "ends_at")
    )
    enrolments = during(Enrolment.objects.open_to(user), starts_at, ends_at)
    return {
        "session": session.select_related("cohort__venue"),
        "marks": Attendance.objects.filter(session=key).only("enrolment", "number", "mark"),
        "checks": SessionCheck.objects.filter(session_id=key),
        "enrolments": enrolments.filter(place__cohort=cohort)
        .select_related("place", "referral__participant")
        .only(*SHOWN),
    }
