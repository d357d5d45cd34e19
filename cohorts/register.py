"""The register: one mark per person and session, written once and corrected in the open.

A mark says what happened, never why. The first mark stays; a correction is a further row with a
reason, and the highest number counts. The first mark that counts starts the person's programme.
Staff of the cohort mark from the start of a session; there is no last moment.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import F, Q

from cohorts import workflow
from cohorts.enums import COUNTS, CheckState, CohortStatus, Mark, SessionStatus
from cohorts.locks import lock_cohort
from cohorts.models import Attendance, Cohort, Enrolment, Session, SessionCheck
from cohorts.permissions import check_can_take_register
from referral_portal.audit.recorder import record
from referral_portal.common.dates import local, local_today
from referrals import workflow as referral_workflow
from referrals.enums import Status
from referrals.models import CardAudience, Referral, ReleasedCard


class CannotMark(Exception):
    """The register cannot take this; the text is fit for the screen."""


def roster(session: Session):
    """Return the enrolments that belong on the register of `session`, in order of place.

    Whoever had a place at some time between the start and the end of the session; of a session
    booked for one person, that person.
    """
    alone = {"pk": session.enrolment_id} if session.enrolment_id else {}
    return (
        Enrolment.objects.filter(place__cohort_id=session.cohort_id, **alone)
        .filter(
            Q(started_at__lt=session.ends_at)
            & (Q(ended_at__isnull=True) | Q(ended_at__gt=session.starts_at))
        )
        .select_related("place", "referral__participant")
        .order_by("place__number", F("ended_at").asc(nulls_first=True), "pk")
    )


def newest_marks(session: Session) -> dict[uuid.UUID, Attendance]:
    """Return the mark that counts for each enrolment of a session."""
    marks = Attendance.objects.filter(session=session).select_related("by").order_by("number")
    return {mark.enrolment_id: mark for mark in marks}


def newest_marks_of(cohort: Cohort) -> dict[tuple[int, uuid.UUID], str]:
    """Return the mark that counts for each (session, enrolment) of a cohort."""
    rows = Attendance.objects.filter(session__cohort=cohort).order_by("number")
    return {
        (session_id, enrolment_id): mark
        for session_id, enrolment_id, mark in rows.values_list("session_id", "enrolment_id", "mark")
    }


def newest_checks(session: Session) -> dict[uuid.UUID, CheckState]:
    """Return the answer that counts for each enrolment before a session.

    Somebody without an answer is not in it: that is never a "go ahead".
    """
    rows = SessionCheck.objects.filter(session_id=session.pk).order_by("sequence")
    return {row.enrolment_id: CheckState(row.state) for row in rows}


def cards_for_facilitators(
    referral_ids: Iterable[uuid.UUID], today: dt.date
) -> dict[uuid.UUID, list[str]]:
    """Return the newest text released to facilitators about each referral, while it may be shown.

    A newer card replaces an older one for good, also when the newer one has run out: that is how a
    card is taken back.
    """
    rows = ReleasedCard.objects.filter(
        referral_id__in=list(referral_ids), audience=CardAudience.FACILITATORS
    )
    newest = {row.referral_id: row for row in rows.order_by("sequence")}
    return {key: [card.text] for key, card in newest.items() if card.expires_on >= today}


def mark(
    *, session_id: int, marks: Mapping[uuid.UUID, Mark], by, now: dt.datetime
) -> list[Attendance]:
    """Mark people in a session; saving the same marks twice changes nothing.

    Raises CannotMark before the session begins, for somebody not on the register and for a mark
    that differs from the one written; PermissionDenied.
    """
    with transaction.atomic():
        session, cohort = _locked(session_id, by=by, now=now)
        if session.starts_at > now:
            begins = local(session.starts_at)
            raise CannotMark(
                f"This session has not begun. It starts on {begins.day} {begins:%B} at "
                f"{begins:%H:%M}."
            )
        people = {enrolment.pk: enrolment for enrolment in roster(session)}
        if not set(marks) <= set(people):
            raise CannotMark("Somebody here is not on the register of this session.")
        written = newest_marks(session)
        new = []
        for enrolment_id, given in marks.items():
            value = Mark(given)
            if enrolment_id not in written:
                new.append(_write(session, people[enrolment_id], value, number=1, by=by, now=now))
            elif written[enrolment_id].mark != value:
                raise CannotMark("Somebody is marked already. Use “Correct” to change a mark.")
        if new and session.status != SessionStatus.HELD:
            session.status = SessionStatus.HELD
            session.save(update_fields=["status"])
        if new:
            workflow.begin(cohort, by=by, now=now)
    return new


def correct(
    *, session_id: int, enrolment_id: uuid.UUID, mark: Mark, reason: str, by, now: dt.datetime
) -> Attendance:
    """Write a further mark that counts instead of the last one; the first stays to be read.

    Raises CannotMark without a reason, without a first mark, or when nothing changes;
    PermissionDenied.
    """
    if not reason.strip():
        raise CannotMark("Say why the mark is corrected.")
    with transaction.atomic():
        session, _ = _locked(session_id, by=by, now=now)
        last = newest_marks(session).get(enrolment_id)
        if last is None:
            raise CannotMark("There is no mark to correct yet.")
        if last.mark == Mark(mark):
            raise CannotMark("That is the mark already.")
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
        raise CannotMark("This session was cancelled.")
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
    # Asked of the database: the cohort's lock does not cover the referral.
    suspended = Referral.objects.filter(pk=enrolment.referral_id, status=Status.SUSPENDED)
    if value in COUNTS and enrolment.ended_at is None and suspended.exists():
        raise CannotMark("Somebody here is suspended. Resume first, or choose another mark.")
    waits_to_start = Referral.objects.filter(pk=enrolment.referral_id, status=Status.SCHEDULED)
    if value in COUNTS and enrolment.ended_at is None and waits_to_start.exists():
        referral_workflow.start(referral_id=enrolment.referral_id, by=by, now=now)
    return row
