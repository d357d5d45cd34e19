"""Who and what a session takes up, so that nobody and no room is in two places at once.

The accounts and the venue are locked before their diaries are read. Participants keep no diary:
their enrolments say where they are.
"""

from collections.abc import Sequence

from django.db.models import Q

from cohorts.enums import ResourceKind
from cohorts.models import Booking, Session
from programmes.models import Venue
from referral_portal.accounts.models import User


def lock_diaries(*, venue: Venue, facilitators: Sequence[User]) -> None:
    """Lock everybody and the room, in one order, so that two planners never wait for each other."""
    ids = sorted(user.pk for user in facilitators)
    list(User.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    Venue.objects.select_for_update(no_key=True, of=("self",)).get(pk=venue.pk)


def clash(
    times, *, venue: Venue, facilitators: Sequence[User], leaving_out: Session | None = None
) -> tuple[str, Booking] | None:
    """Return the words and the booking that stand against `times`, or None.

    `times` have `starts_at` and `ends_at`; `leaving_out` is a session that makes room for them.
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


def book(sessions: Sequence[Session], *, venue: Venue, facilitators: Sequence[User]) -> None:
    """Write into every diary that these sessions take place."""
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
    """Return what a session takes up: kind, id and the words for it."""
    people = [
        (ResourceKind.FACILITATOR, user.pk, f"{user} is with another cohort then")
        for user in facilitators
    ]
    return [*people, (ResourceKind.VENUE, venue.pk, f"{venue.name} is taken then")]
