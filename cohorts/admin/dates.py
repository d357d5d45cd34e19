"""The next sessions of a participant, among the dates ahead on the page of their referral."""

from django.db.models import Q
from django.urls import reverse

from cohorts.models import Enrolment, Session
from referral_portal.common.dates import local
from referrals.admin.referral.dates_ahead import DateAhead, add_dates
from referrals.admin.referral.reading import Reading
from referrals.enums import WITH_PLACE

MOST_SESSIONS = 3


@add_dates
def sessions_ahead(reading: Reading) -> list[DateAhead]:
    """Return the next sessions of the participant's place: of the group, and of them alone.

    Makes one query, and none without a place.
    """
    if reading.referral.status not in WITH_PLACE:
        return []
    own = Enrolment.objects.active().filter(referral=reading.referral.pk)
    of_place = Q(enrolment__isnull=True, cohort__places__enrolments__in=own)
    found = (
        Session.objects.live()
        .filter(Q(enrolment__in=own) | of_place, starts_at__gte=reading.now)
        .select_related("cohort")
        .order_by("starts_at", "pk")
        .distinct()[:MOST_SESSIONS]
    )
    return [
        DateAhead(
            local(session.starts_at).date(),
            f"Session: {session.title}",
            session.cohort.name,
            when=f"{local(session.starts_at):%-d %B %Y, %H:%M}",
            url=reverse("cohorts:detail", args=[session.cohort_id]),
        )
        for session in found
    ]
