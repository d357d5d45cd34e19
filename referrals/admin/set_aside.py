"""The desk's list of what is set aside, from which some or all can be brought back."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from referral_portal.audit.recorder import record
from referral_portal.common.methods import GET_OR_POST
from referral_portal.common.paging import page_of
from referrals.admin.call_backs import desk_page
from referrals.forms.bursts import read_ids
from referrals.models import Referral
from referrals.permissions import can_read_referrals
from referrals.setting_aside import ALL, bring_back

LIST = "admin:referrals_referral_set_aside"


@desk_page(can_read_referrals, GET_OR_POST)
def set_aside_list(request: HttpRequest) -> HttpResponse:
    """List what is set aside, the longest first, and on POST bring back what was asked for."""
    if request.method == "POST":
        return _bring_back(request)
    found = Referral.objects.visible_to(request.user).set_aside().select_related("participant")
    page = page_of(
        found.prefetch_related("set_aside_changes__by").defer("answers", "as_sent"),
        order=("set_aside_at", "id"),
        params=request.GET,
        size=settings.QUEUE_PAGE_SIZE,
    )
    shown = [row.pk for row in page.rows]
    record("referral.list", actor=request.user, target=ALL, now=timezone.now(), shown=shown)
    context = {
        "rows": [
            {
                "referral": row,
                "url": reverse("admin:referrals_referral_change", args=[row.pk]),
                "change": max(row.set_aside_changes.all(), key=lambda change: change.pk),
            }
            for row in page.rows
        ],
        "days": settings.BURSTS["aside_days"],
        "previous_url": page.previous_url,
        "next_url": page.next_url,
    }
    return TemplateResponse(request, "admin/referrals/set_aside.html", context)


def _bring_back(request: HttpRequest) -> HttpResponse:
    """Bring back the forms that are ticked, or all of them."""
    ticked = read_ids(request.POST.getlist("form"))
    if not ticked and "all" not in request.POST:
        messages.warning(request, "Tick the forms to bring back.")
        return redirect(LIST)
    done = bring_back(
        referral_ids=None if "all" in request.POST else ticked,
        by=request.user,
        now=timezone.now(),
    )
    number = len(done)
    messages.success(
        request, f"{number} form{' is' if number == 1 else 's are'} back in the queue."
    )
    if number == 1 and "all" not in request.POST:
        return redirect("admin:referrals_referral_change", done[0].pk)
    return redirect(LIST)
