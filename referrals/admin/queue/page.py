"""The page that the queue and its search share."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from referral_portal.accounts.roles import Role
from referral_portal.common.addresses import address_of
from referrals.admin.queue.returning import list_url
from referrals.admin.queue.which import LIST, WhichList


def queue_page(request: HttpRequest, context: dict, which: WhichList) -> HttpResponse:
    """Return the page of the queue with `context`; `which` is the list to come back to."""
    context["queue_url"] = list_url(WhichList())
    context["chosen_url"] = f"{address_of('admin:referrals_referral_chosen')}?" + urlencode(
        {LIST: which.packed()}
    )
    # Only whether the button is drawn: taking checks the permission, which costs two queries.
    context["may_take"] = request.user.has_role(Role.COORDINATOR)
    return TemplateResponse(request, "admin/referrals/queue/page.html", context)
