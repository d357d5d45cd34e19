"""The page that shows how the open referrals are shared among the coordinators."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from referral_portal.accounts.models import User
from referral_portal.accounts.qualifications import Qualification
from referral_portal.accounts.work import capped
from referral_portal.common.methods import READ_ONLY
from referral_portal.replica import lists
from referrals.admin.call_backs import desk_page
from referrals.permissions import can_read_referrals
from referrals.workload import Load, held_referrals, loads

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


@desk_page(can_read_referrals, READ_ONLY)
def workload(request: HttpRequest) -> HttpResponse:
    """Show the load of each coordinator, and how many referrals nobody has yet."""
    now = timezone.now()
    found = lists.read(request, lambda: loads(request.user, now))
    unassigned = held_referrals(request.user, None)
    context = {
        "columns": [{"text": words, "is_numeric": True} for words in COLUMNS],
        "rows": [_row(load) for load in found if not load.has_left],
        "left_behind": [_row(load) for load in found if load.has_left],
        "unassigned": lists.read(request, lambda: capped(unassigned, COUNTED)),
        "unassigned_url": reverse("admin:referrals_referral_unassigned"),
    }
    return TemplateResponse(request, "admin/referrals/team/workload.html", context)


def qualifications_of(user: User) -> str:
    """Return the qualifications of a user in words."""
    labels = dict(Qualification.choices)
    return ", ".join(labels[code] for code in user.qualifications if code in labels)


def _row(load: Load) -> dict:
    return {
        "load": load,
        "url": reverse("admin:referrals_referral_held", args=[load.user.pk]),
        "qualifications": qualifications_of(load.user),
    }
