"""The page that the queue and its search share."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from referrals.admin.queue.returning import list_url
from referrals.admin.queue.which import LIST, WhichList
from referrals.permissions import can_triage


def queue_page(request: HttpRequest, context: dict, which: WhichList) -> HttpResponse:
    """Return the page of the queue with `context`; `which` is the list to come back to."""
    context["queue_url"] = list_url(WhichList())
    context["chosen_url"] = f"{reverse('admin:referrals_referral_chosen')}?" + urlencode(
        {LIST: which.packed()}
    )
    context["may_take"] = can_triage(request.user)
    return TemplateResponse(request, "admin/referrals/queue/page.html", context)
