"""Work out which enrolments are one run of a person through a programme, and what was attended in it.

Progress belongs to the run, not to one enrolment: a place that was ended by mistake, given up, or
exchanged for one in another cohort of the programme loses nothing. An earlier enrolment belongs to
the run of the next one if both are of one referral. With another referral of the person it does too,
unless the person completed the programme, or the later referral came more than RUN_GAP_DAYS after the
earlier place ended: then a new run begins.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from django.conf import settings

from cohorts.enums import COUNTS
from cohorts.models import Attendance, Cohort, Enrolment, Session
from referrals.enums import EndingCode


@dataclass(frozen=True)
class Run:
    """The enrolments of one run, the oldest first, and the mark that counts for each session."""

    enrolments: tuple[Enrolment, ...]
    marks: Mapping[int, str]
    attended: tuple[Session, ...] = ()

    @property
    def has_attended(self) -> bool:
        """Return whether a session of the run was attended."""
        return bool(self.attended)

    def is_on_register(self, session: Session) -> bool:
        """Return whether one of the enrolments is on the register of `session`."""
        return any(
            session.cohort_id == row.place.cohort_id
            and session.enrolment_id in {None, row.pk}
            and row.started_at < session.ends_at
            and (row.ended_at is None or row.ended_at > session.starts_at)
            for row in self.enrolments
        )

    def version_of(self, session: Session) -> int:
        """Return the programme version of the cohort in which `session` was attended."""
        cohorts = (row.place.cohort for row in self.enrolments)
        return next(
            cohort.programme_version_id for cohort in cohorts if cohort.pk == session.cohort_id
        )


def runs_in(cohort: Cohort, enrolments: Collection[Enrolment]) -> dict[uuid.UUID, Run]:
    """Return the run of each of these enrolments in a cohort.

    Makes two queries, however many enrolments are asked.
    """
    rows = list(
        Enrolment.objects.filter(
            person__in={row.person_id for row in enrolments},
            place__cohort__programme_version__programme=cohort.programme_version.programme_id,
        )
        .select_related("referral", "place__cohort")
        .order_by("person", "started_at", "pk")
    )
    newest = {
        (mark.enrolment_id, mark.session_id): mark
        for mark in Attendance.objects.filter(enrolment__in=rows)
        .select_related("session")
        .order_by("number")
    }
    marks: dict[uuid.UUID, list[Attendance]] = {row.pk: [] for row in rows}
    for (enrolment_id, _), mark in newest.items():
        marks[enrolment_id].append(mark)
    found = {}
    for run in split(rows):
        whole = _with_marks(run, [mark for row in run for mark in marks[row.pk]])
        found |= {row.pk: whole for row in run}
    return {row.pk: found[row.pk] for row in enrolments}


def split(enrolments: Iterable[Enrolment]) -> list[tuple[Enrolment, ...]]:
    """Return the runs in the enrolments of a programme, which are in order of person and start."""
    runs = []
    for _, rows in groupby(enrolments, key=lambda row: row.person_id):
        of_person = list(rows)
        run = of_person[:1]
        for earlier, later in pairwise(of_person):
            if not _continues(earlier, later):
                runs.append(tuple(run))
                run = []
            run.append(later)
        runs.append(tuple(run))
    return runs


def _continues(earlier: Enrolment, later: Enrolment) -> bool:
    """Return whether `later` continues the run of `earlier`."""
    if earlier.referral_id == later.referral_id or earlier.ended_at is None:
        return True
    if earlier.ending_code == EndingCode.COMPLETED_SESSIONS:
        return False
    gap = later.referral.submitted_at - earlier.ended_at
    return gap <= dt.timedelta(days=settings.RUN_GAP_DAYS)


def _with_marks(run: Sequence[Enrolment], marks: Iterable[Attendance]) -> Run:
    """Return a run with the marks of its enrolments; a mark that counts goes before another."""
    by_session: dict[int, Attendance] = {}
    for mark in marks:
        known = by_session.get(mark.session_id)
        if known is None or known.mark not in COUNTS:
            by_session[mark.session_id] = mark
    return Run(
        enrolments=tuple(run),
        marks={session_id: mark.mark for session_id, mark in by_session.items()},
        attended=tuple(mark.session for mark in by_session.values() if mark.mark in COUNTS),
    )
