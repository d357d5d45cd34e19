"""Work about cohorts for the first page of coordinators and managers."""

from django.urls import reverse

from cohorts.keep_apart import places_in_question
from cohorts.permissions import can_allocate
from referral_portal.accounts.admin_base import portal_admin_site
from referral_portal.accounts.work import WorkItem


@portal_admin_site.add_work
def places_that_wait(request) -> list[WorkItem]:
    """Return the number of places that break a rule which is newer than the place."""
    if not can_allocate(request.user):
        return []
    places = places_in_question()
    return [
        WorkItem(
            text="Places to review",
            url=f"{reverse('cohorts:list')}?show=places",
            count=str(len(places)),
            hint="The rules for a place have changed since it was given",
            is_urgent=bool(places),
        )
    ]
