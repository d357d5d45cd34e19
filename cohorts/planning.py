"""Plan a cohort: its sessions, its places, its facilitators and its funding period.

Locks the facilitators and the venue while it reads their diaries, so that two managers cannot book
them for the same time. Participants get their places later.
"""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from cohorts.bookings import book, clash, lock_diaries
from cohorts.enums import StaffingRole
from cohorts.models import Cohort, Place, Session, Staffing
from cohorts.permissions import check_can_plan
from cohorts.schedule import CannotSchedule, Plan, PlannedLength, plan_sessions
from programmes.clocks import closed_between
from programmes.models import District, FundingPeriod, ProgrammeVersion, Venue
from referral_portal.accounts.models import User
from referral_portal.accounts.qualifications import Qualification
from referral_portal.accounts.roles import Role
from referral_portal.audit.recorder import record
from referral_portal.common.dates import holidays_known_until, local_today
from referral_portal.common.refusals import Refusal

YEAR = dt.timedelta(days=366)
NOT_FUNDED = "No funding period covers the first date."


def create_cohort(
    *,
    programme_version: ProgrammeVersion,
    district: District,
    venue: Venue,
    name: str,
    weekday: int | None,
    start_time: dt.time | None,
    starts_on: dt.date,
    facilitators: Sequence[User],
    by,
    now: dt.datetime,
) -> Cohort:
    """Plan a cohort with its sessions, places and facilitators, and return it.

    `weekday` counts from Monday = 0, and `start_time` is wall-clock time in Kent. One to one has
    neither: its sessions are booked one by one, from `starts_on`. All sessions of a group are in
    one funding period. Raises Refusal or PermissionDenied.
    """
    check_can_plan(by)
    today = local_today(now)
    name = name.strip()
    with transaction.atomic():
        _check_choices(programme_version, district, venue, name, starts_on=starts_on, today=today)
        # Lock first, so that nothing read about them can change.
        lock_diaries(venue=venue, facilitators=facilitators)
        _check_facilitators(programme_version, facilitators)
        if programme_version.is_group:
            plan, funding = _dated(programme_version, weekday, start_time, starts_on)
            _check_diaries(plan, venue, facilitators)
            planned, starts_on = plan.planned, plan.planned[0].on
        else:
            planned, weekday, start_time = (), None, None
            funding = _funding(starts_on).first()
        if funding is None:
            raise Refusal(NOT_FUNDED, "starts_on")
        cohort = Cohort.objects.create(
            name=name,
            programme_version=programme_version,
            district=district,
            venue=venue,
            funding_period=funding,
            weekday=weekday,
            start_time=start_time,
            starts_on=starts_on,
            created_at=now,
        )
        Place.objects.bulk_create(
            Place(cohort=cohort, number=number)
            for number in range(1, programme_version.capacity + 1)
        )
        sessions = Session.objects.bulk_create(
            Session(
                cohort=cohort,
                number=session.number,
                plan_number=session.number,
                title=session.title,
                starts_at=session.starts_at,
                ends_at=session.ends_at,
            )
            for session in planned
        )
        book(sessions, venue=venue, facilitators=facilitators)
        # From today, so that the facilitators can prepare the first session.
        Staffing.objects.bulk_create(
            Staffing(cohort=cohort, user=user, role=StaffingRole.LEAD, starts_on=today)
            for user in facilitators
        )
        record(
            "cohort.create",
            actor=by,
            target=cohort,
            now=now,
            version=programme_version.pk,
            venue=venue.pk,
            funding=funding.pk,
            starts_on=cohort.starts_on,
            facilitators=[user.pk for user in facilitators],
        )
    return cohort


def _check_choices(version, district, venue, name, *, starts_on: dt.date, today: dt.date) -> None:
    if not ProgrammeVersion.objects.current().filter(pk=version.pk).exists():
        raise Refusal(f"{version.name} has a newer version or is no longer offered.", "programme")
    if not (district.is_active and venue.is_active):
        raise Refusal("Choose a district and a venue that are in use.", "venue")
    if venue.district_id != district.pk:
        raise Refusal(f"{venue.name} is not in {district.name}.", "venue")
    if version.sessions_per_week != 1:
        raise Refusal("A cohort meets once a week, and this programme needs more.", "programme")
    if not name:
        raise Refusal("Give the cohort a name.", "name")
    if Cohort.objects.filter(name=name).exists():
        raise Refusal("Another cohort already has this name.", "name")
    if starts_on < today:
        raise Refusal("The first date has passed.", "starts_on")


def _check_facilitators(version: ProgrammeVersion, facilitators: Sequence[User]) -> None:
    if len({user.pk for user in facilitators}) != len(facilitators):
        raise Refusal("Choose two different facilitators.", "second_facilitator")
    if len(facilitators) < version.facilitators_required:
        needed = version.facilitators_required
        words = "one facilitator" if needed == 1 else f"{needed} facilitators"
        raise Refusal(f"{version.name} needs {words}.", "second_facilitator")
    for user in facilitators:
        if words := cannot_deliver(version, user):
            raise Refusal(words, "first_facilitator")


def cannot_deliver(version: ProgrammeVersion, user: User) -> str:
    """Return why `user` may not deliver this programme, or an empty text."""
    if not (user.is_active and user.has_role(Role.FACILITATOR)):
        return f"{user} is not a facilitator."
    qualifying = set(version.facilitator_qualifications)
    if qualifying and qualifying.isdisjoint(user.qualifications):
        names = ", ".join(Qualification(code).label for code in sorted(qualifying))
        return f"{user} has none of the qualifications that {version.name} needs: {names}."
    return ""


def _funding(starts_on: dt.date):
    """Return the funding periods that cover a day: real before demonstration, longest first."""
    return FundingPeriod.objects.covering(starts_on).order_by("is_demo", "-ends_on")


def _dated(
    version: ProgrammeVersion, weekday: int | None, start: dt.time | None, starts_on: dt.date
) -> tuple[Plan, FundingPeriod]:
    """Return the dated sessions and the funding period that covers all of them."""
    if weekday is None or start is None:
        raise Refusal("Choose the time at which the group meets.", "start_time")
    lengths = [
        PlannedLength(number=row.number, minutes=row.minutes, title=row.title)
        for row in version.session_plans.all()
    ]
    skip = closed_between(starts_on, starts_on + YEAR)
    words = NOT_FUNDED
    for period in _funding(starts_on):
        try:
            plan = plan_sessions(
                sessions=lengths,
                first_on=starts_on,
                weekday=weekday,
                start=start,
                skip=skip,
                finish_by=period.ends_on,
            )
        except CannotSchedule as error:
            words = error.words
            continue
        if plan.finishes_on > holidays_known_until():
            raise Refusal("The bank holidays of those months are not known yet.", "starts_on")
        return plan, period
    raise Refusal(words, "starts_on")


def _check_diaries(plan: Plan, venue: Venue, facilitators: Sequence[User]) -> None:
    """Refuse a plan that needs a facilitator or the venue for two sessions at the same time."""
    found = clash(plan.planned, venue=venue, facilitators=facilitators)
    if found:
        words, booking = found
        session = booking.session
        raise Refusal(f"{words}: {session.cohort.name}, session {session.plan_number}.")
