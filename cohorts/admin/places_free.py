"""The free places on the first page of the desk, each with the participants who could have it.

A participant fits here by the accepted programme and the district. Whether the place can be given is
decided where it is given, so that this list says nothing about the reasons against it.
"""

from django.urls import reverse
from django.utils import timezone

from cohorts.models import Cohort
from cohorts.permissions import can_allocate
from cohorts.waiting.groups import with_free_places
from referral_portal.accounts.admin_base import portal_admin_site
from referral_portal.accounts.work import MOST, SHOWN, WorkItem, WorkRow, many
from referrals.models import Referral

NAMED = 3  # participants beside a cohort
MOST_WAITING = 200  # participants who are compared, however many there are


@portal_admin_site.add_work
def places_free(request) -> list[WorkItem]:
    """Return the current cohorts with free places, the next to start first."""
    if not can_allocate(request.user):
        return []
    found = list(with_free_places(request.user, timezone.now())[: MOST + 1])
    waiting = _waiting(request.user, {one.programme_version.programme_id for one in found[:SHOWN]})
    return [
        WorkItem(
            text="Places free",
            url=reverse("cohorts:list"),
            count=many(len(found)),
            hint="Cohorts with a free place, and who is waiting for that programme",
            rows=tuple(
                WorkRow(
                    text=cohort.name,
                    url=reverse("cohorts:allocate", args=[cohort.pk]),
                    name=f"{cohort.places_total - cohort.places_taken} of {cohort.places_total} free",
                    detail=_who_fits(cohort, waiting),
                )
                for cohort in found[:SHOWN]
            ),
        )
    ]


def _waiting(user, programmes: set[int]) -> list[tuple[str, int, int]]:
    """Return reference, programme and district of those who wait longest for these programmes."""
    rows = Referral.objects.visible_to(user).in_work().waiting_list()
    rows = rows.filter(programme__in=programmes)
    return list(rows.values_list("reference", "programme_id", "district_id")[:MOST_WAITING])


def _who_fits(cohort: Cohort, waiting: list[tuple[str, int, int]]) -> str:
    programme = cohort.programme_version.programme_id
    for_it = [row for row in waiting if row[1] == programme]
    near = [reference for reference, _, district in for_it if district == cohort.district_id]
    if not near:
        others = len(for_it)
        return f"{others} waiting in other districts" if others else "Nobody is waiting for it"
    more = len(near) - NAMED
    return f"Waiting here: {', '.join(near[:NAMED])}{f' and {more} more' if more > 0 else ''}"
