"""Read what a link worker may see of the portal: the participant, the referral, the attendance.

Never the answers on the form, session notes or anything about health. Every function takes a fixed
number of queries, however many rows there are.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from cohorts.enums import CheckState, Mark, SessionStatus
from cohorts.models import Attendance, Enrolment, Session, SessionCheck
from referral_portal.outbox.models import OutgoingMessage
from referrals.models import Referral, StatusChange
from safeguarding.casework.check_reasons import Reasons, reasons_for
from safeguarding.casework.session_checks import check_target
from safeguarding.crossing.handbacks import waiting_messages
from safeguarding.enums import Cause, HandbackKind
from safeguarding.models import Handback, VictimCase, Worker
from safeguarding.transactions import reaching_all

MOST_CHECKS = 300
NOTHING_WAITS = Reasons()


@dataclass(frozen=True)
class SessionLine:
    """One session of the participant and its latest mark, or ""."""

    session: Session
    mark: str


@dataclass(frozen=True)
class Enrolled:
    """One enrolment of the participant and its sessions.

    `reference` names another form of the participant for which the place was given, or is "".
    """

    enrolment: Enrolment
    sessions: list[SessionLine]
    reference: str


@dataclass(frozen=True)
class PortalView:
    """What the portal says about one referral."""

    referral: Referral
    changes: list[StatusChange]
    enrolments: list[Enrolled]
    messages: list[OutgoingMessage]

    @property
    def duplicate_of(self) -> str:
        """The reference of the open referral of which this one was closed as a duplicate, or ""."""
        last = next(iter(self.changes), None)
        return last.duplicate_of.reference if last and last.duplicate_of else ""


@dataclass
class Check:
    """The check of one participant before one session, and its state, or ""."""

    session: Session
    enrolment: Enrolment
    case: VictimCase
    state: str = ""
    cause: str = ""
    reasons: Reasons = NOTHING_WAITS
    key: str = field(init=False)

    def __post_init__(self):
        self.key = check_target(self.session.pk, self.enrolment.pk)

    @property
    def label(self) -> str:
        """The state in words."""
        return CheckState(self.state).label if self.state else "Not answered"

    @property
    def name(self) -> str:
        """The reference and the session, which together no other check has."""
        return f"{self.case.reference}, session {self.session.plan_number}"

    @property
    def is_together(self) -> bool:
        """Whether it can be answered together with others."""
        return not self.state and not self.reasons.words

    @property
    def is_random(self) -> bool:
        """Whether this is a random routine check."""
        return self.cause == Cause.RANDOM


def referrals_of_participant(referral_id: uuid.UUID) -> list[Referral]:
    """Return every referral of the participant of one, the oldest first, with what is shown of it."""
    own = Referral.objects.filter(pk=referral_id).values("participant__person")
    found = Referral.objects.filter(participant__person__in=own).select_related(
        "participant", "district", "programme", "referrer__agency"
    )
    return list(found.order_by("submitted_at", "pk"))


def portal_view(referral: Referral | None, worker: Worker) -> PortalView | None:
    """Return the portal's view of a referral, or None if the portal no longer has it.

    `referral` comes from `referrals_of_participant`. Without the attendance under another form whose
    case is blocked to `worker`.
    """
    if referral is None:
        return None
    changes = StatusChange.objects.filter(referral_id=referral.pk).select_related("duplicate_of")
    changes = changes.order_by("-number")
    return PortalView(
        referral=referral,
        changes=list(changes),
        enrolments=_enrolments(referral, worker),
        messages=waiting_messages([referral.pk]),
    )


def _enrolments(referral: Referral, worker: Worker) -> list[Enrolled]:
    # Attendance belongs to the person, whichever form the place was given for.
    enrolments = list(
        Enrolment.objects.select_related(
            "referral", "place__cohort__programme_version", "place__cohort__venue"
        )
        .filter(referral__participant__person=referral.participant.person_id)
        .order_by("-started_at")
    )
    blocked = _blocked({one.referral_id for one in enrolments} - {referral.pk}, worker)
    enrolments = [one for one in enrolments if one.referral_id not in blocked]
    sessions = list(
        Session.objects.filter(
            cohort_id__in={enrolment.place.cohort_id for enrolment in enrolments}
        ).order_by("starts_at")
    )
    marks = {
        (mark.enrolment_id, mark.session_id): Mark(mark.mark).label
        for mark in Attendance.objects.filter(enrolment__in=enrolments).order_by("number")
    }
    return [
        Enrolled(
            enrolment,
            [
                SessionLine(session, marks.get((enrolment.pk, session.pk), ""))
                for session in sessions
                if session.cohort_id == enrolment.place.cohort_id
                and session.enrolment_id in {None, enrolment.pk}
                and (
                    enrolment.ended_at is None
                    or session.starts_at <= enrolment.ended_at
                    or (enrolment.pk, session.pk) in marks
                )
            ],
            "" if enrolment.referral_id == referral.pk else enrolment.referral.reference,
        )
        for enrolment in enrolments
    ]


def _blocked(referral_ids: set[uuid.UUID], worker: Worker) -> set[uuid.UUID]:
    """Return those of these referrals whose cases `worker` must not see; most workers have none."""
    ours = worker.exclusions.filter(ended_at__isnull=True)
    cases = list(ours.values_list("case_id", flat=True)) if referral_ids else []
    if not cases:
        return set()
    with reaching_all():
        rows = VictimCase.objects.filter(pk__in=cases, referral_id__in=referral_ids)
        return set(rows.values_list("referral_id", flat=True))


def people_of_sessions(start: dt.datetime, end: dt.datetime) -> list[tuple[Session, Enrolment]]:
    """Return every participant of every session from `start` until before `end`."""
    sessions = Session.objects.filter(starts_at__gte=start, starts_at__lt=end)
    sessions = sessions.exclude(status=SessionStatus.CANCELLED)
    by_cohort: dict[uuid.UUID, list[Session]] = {}
    for session in sessions.select_related("cohort__programme_version").order_by("starts_at", "pk"):
        by_cohort.setdefault(session.cohort_id, []).append(session)
    enrolments = Enrolment.objects.filter(
        place__cohort_id__in=by_cohort, ended_at__isnull=True
    ).select_related("place", "referral__participant")
    return [
        (session, enrolment)
        for enrolment in enrolments
        for session in by_cohort[enrolment.place.cohort_id]
        if session.enrolment_id in {None, enrolment.pk}
    ]


def coming_checks(
    *, worker: Worker, now: dt.datetime, days: int, case: VictimCase | None = None
) -> list[Check]:
    """Return the checks of the worker's cases, or of one, before every session of the next `days`."""
    pairs = people_of_sessions(now, now + dt.timedelta(days=days))
    if case:
        pairs = [pair for pair in pairs if pair[1].referral_id == case.referral_id]
    cases = {
        case.referral_id: case
        for case in VictimCase.objects.visible_to(worker).filter(
            referral_id__in={enrolment.referral_id for _, enrolment in pairs}
        )
    }
    checks = [
        Check(session, enrolment, cases[enrolment.referral_id])
        for session, enrolment in pairs
        if enrolment.referral_id in cases
    ]
    checks.sort(key=lambda check: (check.session.starts_at, check.case.reference))
    checks = checks[:MOST_CHECKS]
    _add_states(checks)
    reasons = reasons_for((check.case, check.enrolment) for check in checks)
    for check in checks:
        check.reasons = reasons[check.enrolment.pk]
    return checks


def _add_states(checks: list[Check]) -> None:
    by_key = {check.key: check for check in checks}
    # The portal's state first, then our handbacks, which may still be on the way.
    there = SessionCheck.objects.filter(session_id__in={check.session.pk for check in checks})
    for row in there.order_by("sequence"):
        if check := by_key.get(check_target(row.session_id, row.enrolment_id)):
            check.state = row.state
    ours = Handback.objects.filter(
        kind=HandbackKind.CHECK, target__in=list(by_key), failed_at__isnull=True
    )
    for handback in ours.order_by("sequence"):
        check = by_key[handback.target]
        check.state, check.cause = handback.payload["state"], handback.cause
