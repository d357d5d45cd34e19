"""Take and correct the register: one mark for each participant and session.

The first mark stays on record. A correction is another row with a reason, and the mark with the
highest number counts. The first attended session puts a participant on the programme. A register
can be taken from the start of its session, without a time limit.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping

from django.db import transaction
from django.db.models import Q, QuerySet

from cohorts import workflow
from cohorts.enums import COUNTS, CheckState, CohortStatus, Mark, SessionStatus
from cohorts.locks import lock_cohort
from cohorts.models import Attendance, Cohort, Enrolment, Session, SessionCheck
from cohorts.permissions import check_can_take_register
from referral_portal.audit.recorder import record
from referral_portal.common.dates import local, local_today
from referral_portal.common.refusals import Refusal
from referrals import delivery
from referrals.enums import Status, Trigger
from referrals.models import Referral

STILL_HERE = dt.datetime.min.replace(tzinfo=dt.UTC)  # sorts a place that has not ended first


def roster(session: Session, *, marked: Collection[uuid.UUID], by) -> list[Enrolment]:
    """Return the enrolments on the register of `session` that `by` may see, in order of place.

    These participants had a place at some time during the session. The register of a single
    session has only the participant for whom it was booked.
    """
    rows = during(Enrolment.objects.open_to(by), session.starts_at, session.ends_at)
    rows = rows.filter(place__cohort_id=session.cohort_id)
    return listed(session, rows.select_related("place", "referral__participant"), marked=marked)


def during(rows: QuerySet[Enrolment], starts_at, ends_at) -> QuerySet[Enrolment]:
    """Return the enrolments of `rows` that were active at some time between two moments."""
    not_over = Q(ended_at__isnull=True) | Q(ended_at__gt=starts_at)
    return rows.filter(Q(started_at__lt=ends_at) & not_over)


def listed(
    session: Session, rows: Iterable[Enrolment], *, marked: Collection[uuid.UUID]
) -> list[Enrolment]:
    """Return those of `rows` that the register of `session` lists, in order of place.

    `rows` were active during the session. A person who had two places during the session is listed
    once: on the place that has a mark, otherwise on the newer one.
    """
    rows = [row for row in rows if session.enrolment_id in {None, row.pk}]
    rows.sort(key=lambda row: (row.place.number, row.ended_at or STILL_HERE, row.pk))
    chosen: dict[uuid.UUID, Enrolment] = {}
    for row in sorted(rows, key=lambda row: (row.pk in marked, row.started_at)):
        chosen[row.person_id] = row
    return [row for row in rows if chosen[row.person_id] is row]


def newest_marks(session: Session) -> dict[uuid.UUID, Attendance]:
    """Return the mark that counts for each enrolment of a session."""
    return newest_of(Attendance.objects.filter(session=session).select_related("by"))


def newest_of(marks: Iterable[Attendance]) -> dict[uuid.UUID, Attendance]:
    """Return the mark that counts for each enrolment."""
    return {mark.enrolment_id: mark for mark in sorted(marks, key=lambda mark: mark.number)}


def newest_checks(checks: Iterable[SessionCheck]) -> dict[uuid.UUID, CheckState]:
    """Return the newest of the checks before a session for each enrolment that has one.

    A participant without a check must not be shown as "Go ahead".
    """
    rows = sorted(checks, key=lambda row: row.sequence)
    return {row.enrolment_id: CheckState(row.state) for row in rows}


def mark(
    *, session_id: int, marks: Mapping[uuid.UUID, Mark], by, now: dt.datetime
) -> list[Attendance]:
    """Mark participants in a session.

    Saving the same marks twice changes nothing. Raises Refusal before the session begins, for a
    participant who is not on the register and for a mark that differs from the saved one; raises
    PermissionDenied.
    """
    with transaction.atomic():
        session, cohort = _locked(session_id, by=by, now=now)
        if session.starts_at > now:
            begins = local(session.starts_at)
            raise Refusal(
                f"This session has not begun. It starts on {begins.day} {begins:%B} at "
                f"{begins:%H:%M}."
            )
        written = newest_marks(session)
        people = {enrolment.pk: enrolment for enrolment in roster(session, marked=written, by=by)}
        if not set(marks) <= set(people):
            raise Refusal("A participant here is not on the register of this session.")
        new = []
        for enrolment_id, given in marks.items():
            value = Mark(given)
            if enrolment_id not in written:
                new.append(_write(session, people[enrolment_id], value, number=1, by=by, now=now))
            elif written[enrolment_id].mark != value:
                raise Refusal("A participant already has a mark. Use “Correct” to change it.")
        if new and session.status != SessionStatus.HELD:
            session.status = SessionStatus.HELD
            session.save(update_fields=["status"])
        if new:
            workflow.begin(cohort, by=by, now=now)
    return new


def correct(
    *, session_id: int, enrolment_id: uuid.UUID, mark: Mark, reason: str, by, now: dt.datetime
) -> Attendance:
    """Write a new mark that replaces the last one, which stays on record.

    Raises Refusal without a reason, without a first mark or without a change, and
    PermissionDenied.
    """
    if not reason.strip():
        raise Refusal("Say why the mark is corrected.", "reason")
    with transaction.atomic():
        session, _ = _locked(session_id, by=by, now=now)
        last = newest_marks(session).get(enrolment_id)
        if last is None:
            raise Refusal("There is no mark to correct yet.")
        if last.mark == Mark(mark):
            raise Refusal("This mark is already saved.", "mark")
        return _write(
            session,
            Enrolment.objects.select_related("referral").get(pk=enrolment_id),
            Mark(mark),
            number=last.number + 1,
            reason=reason.strip(),
            by=by,
            now=now,
        )


def _locked(session_id: int, *, by, now: dt.datetime) -> tuple[Session, Cohort]:
    cohort = lock_cohort(Session.objects.get(pk=session_id).cohort_id)
    check_can_take_register(by, cohort.pk, local_today(now))
    session = Session.objects.get(pk=session_id)
    if session.status == SessionStatus.CANCELLED or cohort.status == CohortStatus.CANCELLED:
        raise Refusal("This session was cancelled.")
    return session, cohort


def _write(
    session: Session,
    enrolment: Enrolment,
    value: Mark,
    *,
    number: int,
    by,
    now: dt.datetime,
    reason: str = "",
) -> Attendance:
    row = Attendance.objects.create(
        session=session,
        enrolment=enrolment,
        number=number,
        mark=value,
        reason=reason,
        at=now,
        by=by,
    )
    record(
        "attendance.mark" if number == 1 else "attendance.correct",
        actor=by,
        target=row,
        now=now,
        session=session.pk,
        enrolment=enrolment.pk,
        mark=value,
        number=number,
    )
    # Ask the database, because the lock of the cohort does not cover the referral.
    suspended = Referral.objects.filter(pk=enrolment.referral_id, status=Status.SUSPENDED)
    if value in COUNTS and enrolment.ended_at is None and suspended.exists():
        raise Refusal(
            "A participant here is suspended. Lift the suspension first, or choose another mark."
        )
    waits_to_start = Referral.objects.filter(pk=enrolment.referral_id, status=Status.SCHEDULED)
    if value in COUNTS and enrolment.ended_at is None and waits_to_start.exists():
        delivery.start(
            referral_id=enrolment.referral_id,
            follows_from=Trigger.FIRST_ATTENDANCE,
            by=by,
            now=now,
        )
    return row
