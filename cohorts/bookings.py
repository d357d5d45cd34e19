"""Keep the diaries of facilitators and venues, and refuse two sessions at the same time.

Participants have no diary: their enrolments say which sessions they attend.
"""

import datetime as dt
from collections.abc import Sequence

from django.db.models import DateTimeField, Q, QuerySet, UUIDField

from cohorts.enums import ResourceKind
from cohorts.models import Booking, Enrolment, Session
from programmes.models import Venue
from referral_portal.accounts.models import User
from referral_portal.common.statements import Given
from referral_portal.common.together import Together
from referrals.models import Referral

MOST_SESSIONS = 3  # that are shown of those to come


def lock_diaries(*, venue: Venue, facilitators: Sequence[User]) -> None:
    """Lock the facilitators and the venue, always in the same order, to prevent deadlocks."""
    ids = sorted(user.pk for user in facilitators)
    list(User.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    Venue.objects.select_for_update(no_key=True, of=("self",)).get(pk=venue.pk)


def clash(
    times, *, venue: Venue, facilitators: Sequence[User], leaving_out: Session | None = None
) -> tuple[str, Booking] | None:
    """Return the first booking that overlaps with `times`, after the words for it, or None.

    `times` have `starts_at` and `ends_at`. `leaving_out` is a session that will be cancelled.
    """
    overlaps = Q()
    for time in times:
        overlaps |= Q(starts_at__lt=time.ends_at, ends_at__gt=time.starts_at)
    booked = Booking.objects.filter(overlaps).select_related("session__cohort")
    if leaving_out:
        booked = booked.exclude(session=leaving_out)
    for kind, key, words in _resources(venue, facilitators):
        found = booked.filter(kind=kind, resource_id=key).order_by("starts_at", "pk").first()
        if found:
            return words, found
    return None


def has_session_during(referral: Referral, times, *, leaving_out: Session | None = None) -> bool:
    """Return whether the participant of `referral` has a session that overlaps with `times`.

    Makes one query. `times` and `leaving_out` are as in `clash`.
    """
    own = Enrolment.objects.active().filter(person__participants=referral.participant_id)
    sessions = Session.objects.live().filter(
        Q(enrolment__in=own) | Q(enrolment__isnull=True, cohort__places__enrolments__in=own)
    )
    if leaving_out:
        sessions = sessions.exclude(pk=leaving_out.pk)
    held = list(sessions.values_list("starts_at", "ends_at"))
    return any(
        starts_at < time.ends_at and ends_at > time.starts_at
        for time in times
        for starts_at, ends_at in held
    )


def next_sessions(referral: Referral, now: dt.datetime) -> list[Session]:
    """Return the next sessions at the place of `referral`: of the group, and of them alone."""
    found = _NEXT.read(referral=referral.pk, now=now)
    sessions = {one.pk: one for rows in found.values() for one in rows}.values()
    return sorted(sessions, key=lambda one: (one.starts_at, one.pk))[:MOST_SESSIONS]


def _next() -> dict[str, QuerySet]:
    own = Enrolment.objects.active().filter(referral=Given("referral", UUIDField()))
    to_come = Session.objects.live().filter(starts_at__gte=Given("now", DateTimeField()))
    # Read apart: for either of both the database would look at every session of every place.
    kinds = {
        "alone": to_come.filter(enrolment__in=own.values("pk")),
        "of_group": to_come.filter(enrolment=None, cohort__in=own.values("place__cohort")),
    }
    return {
        kind: rows.select_related("cohort").order_by("starts_at", "pk")[:MOST_SESSIONS]
        for kind, rows in kinds.items()
    }


_NEXT = Together(_next)


def book(sessions: Sequence[Session], *, venue: Venue, facilitators: Sequence[User]) -> None:
    """Enter these sessions in the diaries of the facilitators and the venue."""
    Booking.objects.bulk_create(
        Booking(
            kind=kind,
            resource_id=key,
            session=session,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
        )
        for kind, key, _ in _resources(venue, facilitators)
        for session in sessions
    )


def _resources(venue: Venue, facilitators: Sequence[User]) -> list[tuple[ResourceKind, int, str]]:
    """Return the kind, the id and the words for everything that a session needs."""
    people = [
        (ResourceKind.FACILITATOR, user.pk, f"{user} has another session then")
        for user in facilitators
    ]
    return [*people, (ResourceKind.VENUE, venue.pk, f"{venue.name} is booked then")]
