"""The next sessions of a participant, among the dates ahead on the page of their referral."""

from django.urls import reverse

from cohorts.bookings import next_sessions
from referral_portal.common.dates import local
from referrals.admin.referral.dates_ahead import DateAhead, add_dates
from referrals.admin.referral.reading import Reading
from referrals.enums import WITH_PLACE


@add_dates
def sessions_ahead(reading: Reading) -> list[DateAhead]:
    """Return the next sessions of the participant, with one query, or none without a place."""
    if reading.referral.status not in WITH_PLACE:
        return []
    return [
        DateAhead(
            local(session.starts_at).date(),
            session.title,
            session.cohort.name,
            when=f"{local(session.starts_at):%-d %B %Y, %H:%M}",
            url=reverse("cohorts:detail", args=[session.cohort_id]),
        )
        for session in next_sessions(reading.referral, reading.now)
    ]
