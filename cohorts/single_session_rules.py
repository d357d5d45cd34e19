"""Which session may be booked for one person, and when. Reads and locks; writes nothing.

Every refusal is one sentence for who books, with the name of the field it is about.
"""

import datetime as dt

from django.conf import settings
from django.db.models import Q

from cohorts.bookings import clash, lock_diaries
from cohorts.enums import ResourceKind
from cohorts.models import Cohort, Enrolment, Session
from cohorts.planning import cannot_deliver
from cohorts.progress import PlanItem, PlanItemState, Progress
from cohorts.schedule import CannotSchedule, PlannedLength, PlannedSession, plan_sessions
from referral_portal.accounts.models import User
from referral_portal.common.dates import (
    bank_holidays,
    holidays_known_until,
    local,
    local_today,
)
from referrals.enums import Status
from referrals.models import Referral

ON, START, MINUTES, FACILITATOR = "on", "start", "minutes", "facilitator"
COMES = (Status.SCHEDULED, Status.ON_PROGRAMME)


class CannotBook(Exception):
    """The session cannot be booked as asked; the text is fit for the screen.

    `field` is what has to be answered differently, or None.
    """

    def __init__(self, words: str, field: str | None = None):
        super().__init__(words)
        self.field = field


def is_as_booked(session: Session, when: PlannedSession, facilitator: User) -> bool:
    """Return whether `session` stands at that time already, with that facilitator."""
    times = (session.starts_at, session.ends_at) == (when.starts_at, when.ends_at)
    kind = ResourceKind.FACILITATOR
    return times and session.bookings.filter(kind=kind, resource_id=facilitator.pk).exists()


def longest(cohort: Cohort, item: PlanItem) -> int:
    """Return how many minutes this session may last: the programme's “up to”, or its plan."""
    return cohort.programme_version.max_minutes or item.minutes


def in_words(session) -> str:
    """Return day and times on the clock of Kent."""
    starts, ends = local(session.starts_at), local(session.ends_at)
    return f"{starts:%A} {starts.day} {starts:%B %Y}, {starts:%H:%M} to {ends:%H:%M}"


def who_comes(enrolment: Enrolment) -> Referral:
    """Lock and return the referral with its person; refuse somebody who does not come now."""
    # The person too: another session may be booked for another referral of his meanwhile.
    referral = (
        Referral.objects.select_for_update(no_key=True, of=("self", "participant"))
        .select_related("participant", "referrer")
        .get(pk=enrolment.referral_id)
    )
    if referral.status not in COMES:
        raise CannotBook("This person does not come to sessions now. Resume first.")
    return referral


def bookable(progress: Progress, plan_number: int, cohort: Cohort) -> PlanItem:
    """Return the item to book: one that was missed, or one to one the next of the plan."""
    item = progress.item(plan_number)
    if item and item.state == PlanItemState.MISSED:
        return item
    following = progress.next_open if cohort.is_single else None
    if following is None:
        if cohort.is_single:
            raise CannotBook(f"All {progress.of_all} sessions of the plan are booked.")
        raise CannotBook("There is nothing to catch up: this session was not missed.")
    if item != following:
        raise CannotBook(f"Session {following.number} comes next. Book that one first.")
    return item


def checked(
    cohort: Cohort,
    enrolment: Enrolment,
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
    """Return the dated session, or refuse it with what has to be answered differently."""
    _check_length(cohort, item, minutes)
    when = _dated(cohort, item, on, start, minutes, now)
    _check_order(item, when, progress, moved)
    lock_diaries(venue=cohort.venue, facilitators=[facilitator])
    _check_facilitator(cohort, facilitator, on)
    if _is_taken(enrolment, when, moved):
        raise CannotBook("This person has another session then. Choose another time.", START)
    found = clash([when], venue=cohort.venue, facilitators=[facilitator], leaving_out=moved)
    if found:
        # Not whose session it is: who books here may not be allowed to open that cohort.
        raise CannotBook(f"{found[0]}. Choose another time.", START)
    return when


def _check_length(cohort: Cohort, item: PlanItem, minutes: int) -> None:
    most, name = longest(cohort, item), cohort.programme_version.name
    if minutes > most:
        raise CannotBook(f"A session of {name} lasts {most} minutes at most.", MINUTES)
    if minutes < settings.SESSION_MINUTES_MIN:
        least = settings.SESSION_MINUTES_MIN
        raise CannotBook(f"A session lasts {least} minutes at least.", MINUTES)


def _dated(
    cohort: Cohort, item: PlanItem, on: dt.date, start: dt.time, minutes: int, now: dt.datetime
) -> PlannedSession:
    today = local_today(now)
    if on < today:
        raise CannotBook("This day has passed already.", ON)
    funding = cohort.funding_period
    if not funding.starts_on <= on <= funding.ends_on:
        first, last = funding.starts_on, funding.ends_on
        raise CannotBook(
            f"Sessions of this cohort are paid for from {first.day} {first:%B %Y} to "
            f"{last.day} {last:%B %Y}.",
            ON,
        )
    if on > holidays_known_until():
        raise CannotBook("The bank holidays of that year are not known yet.", ON)
    if holiday := bank_holidays(on, on).get(on):
        raise CannotBook(f"This day is a bank holiday: {holiday}.", ON)
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
        raise CannotBook(error.reason, START) from error
    when = plan.planned[0]
    if when.starts_at <= now:
        raise CannotBook("This time has passed already.", START)
    return when


def _check_order(
    item: PlanItem, when: PlannedSession, progress: Progress, moved: Session | None
) -> None:
    """Sessions build on each other; a catch-up comes when it can."""
    if item.state == PlanItemState.MISSED or (moved and moved.is_catch_up):
        return
    for other in progress.items:
        booked = other.session
        if booked is None or other.number == item.number:
            continue
        if other.number < item.number and booked.ends_at > when.starts_at:
            if not booked.is_catch_up:
                words = f"Session {other.number} is on {in_words(booked)}."
                raise CannotBook(f"{words} Session {item.number} comes after it.", ON)
        elif other.number > item.number and other.state == PlanItemState.BOOKED:
            if booked.starts_at < when.ends_at:
                words = f"Session {other.number} is on {in_words(booked)}."
                raise CannotBook(f"{words} Session {item.number} comes before it.", ON)


def _check_facilitator(cohort: Cohort, facilitator: User, on: dt.date) -> None:
    # Asked afresh behind the lock: a background or a role may be gone since the cohort was planned.
    user = User.objects.get(pk=facilitator.pk)
    staffed = cohort.staffing.filter(user=user, starts_on__lte=on)
    if not staffed.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on)).exists():
        raise CannotBook(f"{user} does not deliver this cohort on that day.", FACILITATOR)
    if words := cannot_deliver(cohort.programme_version, user):
        raise CannotBook(words, FACILITATOR)


def _is_taken(enrolment: Enrolment, when: PlannedSession, moved: Session | None) -> bool:
    """Whether this person would have to be in two sessions at one time."""
    places = Enrolment.objects.filter(
        referral__participant__in=Referral.objects.filter(pk=enrolment.referral_id).values(
            "participant"
        ),
        ended_at__isnull=True,
    )
    sessions = Session.objects.live().filter(
        Q(enrolment__in=places) | Q(enrolment__isnull=True, cohort__places__enrolments__in=places),
        starts_at__lt=when.ends_at,
        ends_at__gt=when.starts_at,
    )
    return sessions.exclude(pk=moved.pk if moved else None).exists()
