"""The page that the queue and its search share."""

from functools import cache
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString

from referral_portal.accounts.roles import Role
from referral_portal.common.addresses import address_of
from referral_portal.common.parts import draw
from referrals.admin.forms import SearchForm
from referrals.admin.queue.returning import list_url
from referrals.admin.queue.which import LIST, WhichList


def queue_page(
    request: HttpRequest, context: dict, which: WhichList, search: SearchForm | None = None
) -> HttpResponse:
    """Return the page of the queue with `context`; `which` is the list to come back to.

    `search` is the form of a search that was sent.
    """
    context["search"] = search
    context["search_drawn"] = _drawn(search) if search else _empty_box()
    context["queue_url"] = list_url(WhichList())
    context["chosen_url"] = f"{address_of('admin:referrals_referral_chosen')}?" + urlencode(
        {LIST: which.packed()}
    )
    # Only whether the button is drawn: taking checks the permission, which costs two queries.
    context["actions_drawn"] = _actions(request.user.has_role(Role.COORDINATOR))
    return TemplateResponse(request, "admin/referrals/queue/page.html", context)


@cache
def _empty_box() -> SafeString:
    return _drawn(SearchForm())


@cache
def _actions(may_take: bool) -> SafeString:
    return draw("queue/actions", may_take=may_take)


def _drawn(search: SearchForm) -> SafeString:
    return draw("queue/search_box", field=search["q"])
