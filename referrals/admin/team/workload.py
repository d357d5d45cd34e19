"""The page that shows how the open referrals are shared among the coordinators."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from referral_portal.accounts.models import User
from referral_portal.accounts.qualifications import Qualification
from referral_portal.accounts.work import capped
from referral_portal.common.methods import READ_ONLY
from referral_portal.common.paging import page_of
from referral_portal.replica import lists
from referrals.admin.call_backs import desk_page
from referrals.permissions import can_read_referrals
from referrals.workload import BY_NAME, Load, coordinators, held_referrals, loads_of, who_left

COLUMNS = (
    "To decide",
    "Same-day danger",
    "Overdue",
    "Waiting for an answer",
    "On hold",
    "Waiting list",
    "With a place",
)
COUNTED = 100
SHOWN = 50  # coordinators of a page, whose referrals are counted


@desk_page(can_read_referrals, READ_ONLY)
def workload(request: HttpRequest) -> HttpResponse:
    """Show the load of each coordinator, and how many referrals nobody has yet."""
    now = timezone.now()
    team = coordinators()
    # The addresses of the pages name nobody: they have the number of an account.
    page = page_of(team, order=BY_NAME, params=request.GET, size=SHOWN, places=team)
    gone = list(who_left(request.user))
    found = lists.read(request, lambda: loads_of([*gone, *page.rows], request.user, now))
    unassigned = held_referrals(request.user, None)
    context = {
        "columns": [{"text": words, "is_numeric": True} for words in COLUMNS],
        "rows": [_row(load) for load in found[len(gone) :]],
        "left_behind": [_row(load, has_left=True) for load in found[: len(gone)]],
        "previous_url": page.previous_url,
        "next_url": page.next_url,
        "unassigned": lists.read(request, lambda: capped(unassigned, COUNTED)),
        "unassigned_url": reverse("admin:referrals_referral_unassigned"),
    }
    return TemplateResponse(request, "admin/referrals/team/workload.html", context)


def qualifications_of(user: User) -> str:
    """Return the qualifications of a user in words."""
    labels = dict(Qualification.choices)
    return ", ".join(labels[code] for code in user.qualifications if code in labels)


def _row(load: Load, *, has_left: bool = False) -> dict:
    return {
        "load": load,
        "has_left": has_left,
        "url": reverse("admin:referrals_referral_held", args=[load.user.pk]),
        "qualifications": qualifications_of(load.user),
    }
