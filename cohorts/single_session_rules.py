"""Decide which session may be booked for one participant, and when.

These functions lock rows and write nothing. Each refusal names the field of the booking form that it is about.
"""

import datetime as dt

from django.conf import settings
from django.db.models import Q

from cohorts.bookings import clash, has_session_during, lock_diaries
from cohorts.enums import ResourceKind
from cohorts.models import Cohort, Enrolment, Session
from cohorts.planning import cannot_deliver
from cohorts.progress import PlanItem, PlanItemState, Progress
from cohorts.schedule import CannotSchedule, PlannedLength, PlannedSession, plan_sessions
from programmes.clocks import closed_between
from referral_portal.accounts.models import User
from referral_portal.common.dates import (
    holidays_known_until,
    local,
    local_today,
)
from referral_portal.common.refusals import Refusal
from referrals.enums import Status
from referrals.models import Referral

ON, START, MINUTES, FACILITATOR = "on", "start", "minutes", "facilitator"
ATTENDS = (Status.SCHEDULED, Status.ON_PROGRAMME)


def is_as_booked(session: Session, when: PlannedSession, facilitator: User) -> bool:
    """Return whether `session` is already booked for that time and facilitator."""
    times = (session.starts_at, session.ends_at) == (when.starts_at, when.ends_at)
    kind = ResourceKind.FACILITATOR
    return times and session.bookings.filter(kind=kind, resource_id=facilitator.pk).exists()


def longest(cohort: Cohort, item: PlanItem) -> int:
    """Return the most minutes this session may last: the limit of the programme, or its plan."""
    return cohort.programme_version.max_minutes or item.minutes


def in_words(session) -> str:
    """Return the day and the times of a session in words, in Kent's time."""
    starts, ends = local(session.starts_at), local(session.ends_at)
    return f"{starts:%A} {starts.day} {starts:%B %Y}, {starts:%H:%M} to {ends:%H:%M}"


def attending(enrolment: Enrolment) -> Referral:
    """Lock and return the referral with its participant; refuse unless they attend sessions."""
    referral = (
        Referral.objects.select_for_update(no_key=True, of=("self",))
        .select_related("participant", "referrer")
        .get(pk=enrolment.referral_id)
    )
    if referral.status not in ATTENDS:
        raise Refusal(
            "This participant does not attend sessions at the moment. Lift the suspension first."
        )
    return referral


def bookable(progress: Progress, plan_number: int, cohort: Cohort) -> PlanItem:
    """Return the item to book: a missed session, or the next one of a one-to-one plan."""
    item = progress.item(plan_number)
    if item and item.state == PlanItemState.MISSED:
        return item
    following = progress.next_open if cohort.is_single else None
    if following is None:
        if cohort.is_single:
            raise Refusal(f"All {progress.of_all} sessions of the plan are booked.")
        raise Refusal("This session was not missed, so there is nothing to catch up.")
    if item != following:
        raise Refusal(f"Session {following.number} comes next. Book that one first.")
    return item


def checked(
    cohort: Cohort,
    referral: Referral,
    item: PlanItem,
    on: dt.date,
    start: dt.time,
    minutes: int,
    facilitator: User,
    *,
    progress: Progress,
    now: dt.datetime,
    moved: Session | None = None,
) -> PlannedSession:
    """Return the dated session. `moved` is the booked session that it would replace."""
    _check_length(cohort, item, minutes)
    when = _dated(cohort, item, on, start, minutes, now)
    _check_order(item, when, progress, moved)
    lock_diaries(venue=cohort.venue, facilitators=[facilitator])
    _check_facilitator(cohort, facilitator, on)
    if has_session_during(referral, [when], leaving_out=moved):
        raise Refusal("This participant has another session then. Choose another time.", START)
    found = clash([when], venue=cohort.venue, facilitators=[facilitator], leaving_out=moved)
    if found:
        # Do not name the other cohort: this user may not be allowed to open it.
        raise Refusal(f"{found[0]}. Choose another time.", START)
    return when


def _check_length(cohort: Cohort, item: PlanItem, minutes: int) -> None:
    most, name = longest(cohort, item), cohort.programme_version.name
    if minutes > most:
        raise Refusal(f"A session of {name} can last {most} minutes at most.", MINUTES)
    if minutes < settings.SESSION_MINUTES_MIN:
        least = settings.SESSION_MINUTES_MIN
        raise Refusal(f"A session must last at least {least} minutes.", MINUTES)


def _dated(
    cohort: Cohort, item: PlanItem, on: dt.date, start: dt.time, minutes: int, now: dt.datetime
) -> PlannedSession:
    today = local_today(now)
    if on < today:
        raise Refusal("This day has passed.", ON)
    funding = cohort.funding_period
    if not funding.starts_on <= on <= funding.ends_on:
        first, last = funding.starts_on, funding.ends_on
        raise Refusal(
            f"Sessions of this cohort are paid for from {first.day} {first:%B %Y} to "
            f"{last.day} {last:%B %Y}.",
            ON,
        )
    if on > holidays_known_until():
        raise Refusal("The bank holidays of that year are not known yet.", ON)
    if reason := closed_between(on, on).get(on):
        raise Refusal(f"No sessions are held on this day: {reason}.", ON)
    try:
        plan = plan_sessions(
            sessions=[PlannedLength(number=item.number, minutes=minutes, title=item.title)],
            first_on=on,
            weekday=on.weekday(),
            start=start,
            skip={},
            finish_by=None,
        )
    except CannotSchedule as error:
        raise Refusal(error.words, START) from error
    when = plan.planned[0]
    if when.starts_at <= now:
        raise Refusal("This time has passed.", START)
    return when


def _check_order(
    item: PlanItem, when: PlannedSession, progress: Progress, moved: Session | None
) -> None:
    """Refuse a session before an earlier one or after a later one; catch-ups may be at any time."""
    if item.state == PlanItemState.MISSED or (moved and moved.is_catch_up):
        return
    for other in progress.items:
        booked = other.session
        if booked is None or other.number == item.number:
            continue
        if other.number < item.number and booked.ends_at > when.starts_at:
            if not booked.is_catch_up:
                words = f"Session {other.number} is on {in_words(booked)}."
                raise Refusal(f"{words} Session {item.number} comes after it.", ON)
        elif other.number > item.number and other.state == PlanItemState.BOOKED:
            if booked.starts_at < when.ends_at:
                words = f"Session {other.number} is on {in_words(booked)}."
                raise Refusal(f"{words} Session {item.number} comes before it.", ON)


def _check_facilitator(cohort: Cohort, facilitator: User, on: dt.date) -> None:
    # Read again behind the lock: the user may have lost a qualification or role since the planning.
    user = User.objects.get(pk=facilitator.pk)
    staffed = cohort.staffing.filter(user=user, starts_on__lte=on)
    if not staffed.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on)).exists():
        raise Refusal(f"{user} does not deliver this cohort on that day.", FACILITATOR)
    if words := cannot_deliver(cohort.programme_version, user):
        raise Refusal(words, FACILITATOR)
