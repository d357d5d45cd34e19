"""The free places on the first page of the desk, each with the participants who could have it.

A participant fits here by the accepted programme and the district. Whether the place can be given is
decided where it is given, so that this list says nothing about the reasons against it.
"""

import uuid
from typing import NamedTuple

from django.db.models import DateField, IntegerField, QuerySet
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Cohort
from cohorts.permissions import can_allocate
from cohorts.waiting.groups import with_free_places
from referral_portal.accounts.admin_base import portal_admin_site
from referral_portal.accounts.any_user import AnyUser
from referral_portal.accounts.kept_for import KeptFor
from referral_portal.accounts.work import MOST, SHOWN, WorkItem, WorkRow, many
from referral_portal.common.dates import local_today
from referral_portal.common.kept_rows import GivenMany, OneOf
from referral_portal.common.statements import Given
from referrals.models import Referral

NAMED = 3  # participants beside a cohort
MOST_WAITING = 200  # participants who are compared, however many there are


class Free(NamedTuple):
    """A cohort with a free place; programme and district are ids."""

    pk: uuid.UUID
    name: str
    programme: int
    district: int
    places: int
    taken: int


@portal_admin_site.add_work
def places_free(request) -> list[WorkItem]:
    """Return the current cohorts with free places, the next to start first."""
    if not can_allocate(request.user):
        return []
    found = [Free(*row) for row in _free.read(request.user, today=local_today(timezone.now()))]
    programmes = {one.programme for one in found[:SHOWN]}
    waiting = _waiting.read(request.user, programmes=programmes) if programmes else []
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
                    name=f"{cohort.places - cohort.taken} of {cohort.places} free",
                    detail=_who_fits(cohort, waiting),
                )
                for cohort in found[:SHOWN]
            ),
        )
    ]


@KeptFor
def _free(user: AnyUser) -> QuerySet:
    visible = Cohort.objects.visible_to(user, Given("today", DateField()))
    return with_free_places(visible).values_list(
        "pk", "name", "programme_version__programme", "district", "places_total", "places_taken"
    )[: MOST + 1]


@KeptFor
def _waiting(user: AnyUser) -> QuerySet:
    """Return reference, programme and district of those who wait longest for some programmes."""
    asked = OneOf("programme", GivenMany("programmes", IntegerField()))
    rows = Referral.objects.visible_to(user).in_work().waiting_list().filter(asked)
    return rows.values_list("reference", "programme_id", "district_id")[:MOST_WAITING]


def _who_fits(cohort: Free, waiting: list[tuple[str, int, int]]) -> str:
    for_it = [row for row in waiting if row[1] == cohort.programme]
    near = [reference for reference, _, district in for_it if district == cohort.district]
    if not near:
        others = len(for_it)
        return f"{others} waiting in other districts" if others else "Nobody is waiting for it"
    more = len(near) - NAMED
    return f"Waiting here: {', '.join(near[:NAMED])}{f' and {more} more' if more > 0 else ''}"
