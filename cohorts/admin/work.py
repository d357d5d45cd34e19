"""Work about places and possible matches for the first page of coordinators and managers."""

from django.db.models import QuerySet
from django.urls import reverse

from cohorts.keep_apart import places_in_question
from cohorts.permissions import can_allocate
from referral_portal.accounts.admin_base import portal_admin_site
from referral_portal.accounts.any_user import AnyUser
from referral_portal.accounts.kept_for import KeptFor
from referral_portal.accounts.work import MOST, WorkItem, many
from referrals.models import PossibleMatch
from referrals.permissions import can_answer_matches


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


@portal_admin_site.add_work
def matches_to_decide(request) -> list[WorkItem]:
    """Return the number of possible matches that nobody has answered."""
    if not can_answer_matches(request.user):
        return []
    count = len(_to_decide.read(request.user))
    return [
        WorkItem(
            text="Possible matches",
            url=reverse("admin:referrals_possiblematch_changelist"),
            count=many(count),
            hint="Two forms that may be about the same person",
            is_urgent=bool(count),
        )
    ]


@KeptFor
def _to_decide(user: AnyUser) -> QuerySet:
    rows = PossibleMatch.objects.visible_to(user).undecided().in_work()
    return rows.order_by().values_list("pk")[: MOST + 1]
