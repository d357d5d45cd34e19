"""The queue of referrals, by danger and then oldest first, and every other list of them.

The filters and the order are in the address. The search term never is, so that no log or history
keeps a name. Counting stops at a hundred.
"""

import datetime as dt

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import timezone

from programmes.models import District
from referral_portal.common.kept_rows import KeptRows
from referral_portal.common.methods import GET_OR_POST
from referral_portal.common.seconds_old import SecondsOld
from referral_portal.replica import lists
from referrals.admin.queue.choices import choices_drawn, choices_of, draw_choices
from referrals.admin.queue.counting import COUNTED, counts_of, with_counts
from referrals.admin.queue.headings import table_of
from referrals.admin.queue.page import queue_page
from referrals.admin.queue.reading import QueueList
from referrals.admin.queue.returning import triage_url
from referrals.admin.queue.rows import rows_of
from referrals.admin.queue.search import search
from referrals.admin.queue.which import WhichList
from referrals.enums import Status
from referrals.models import Referral
from referrals.permissions import can_read_referrals
from referrals.same_person import with_person

_DISTRICTS = KeptRows(lambda: District.objects.values_list("code", "name"))
_DISTRICTS_TO_CHOOSE = SecondsOld(lambda: tuple(_DISTRICTS.read()))
EARLIEST_REVIEW_FIRST = "the earliest review date first"
ORDERS = {
    "received": "oldest first",
    "-received": "newest first",
    "due": "the earliest date for the decision first",
    "-due": "the latest date for the decision first",
    "review": EARLIEST_REVIEW_FIRST,
    "-review": "the latest review date first",
    "name": "by name",
    "-name": "by name, from Z to A",
    "reference": "by reference",
    "-reference": "by reference, from Z to A",
}
# The order of a list that is not sorted by a heading, by its first column.
USUAL_ORDERS = {
    "danger_level": "most urgent danger signs first, then oldest first",
    "review_on": EARLIEST_REVIEW_FIRST,
    "submitted_at": "oldest first",
}


def queue(request: HttpRequest) -> HttpResponse:
    """Show the queue, or on POST the search results."""
    if not can_read_referrals(request.user):
        raise Http404
    if request.method not in GET_OR_POST:
        return HttpResponseNotAllowed(GET_OR_POST)
    return search(request) if request.method == "POST" else listing(request)


def listing(request: HttpRequest) -> HttpResponse:
    """Show one page of the filtered queue."""
    now, user = timezone.now(), request.user
    districts = _DISTRICTS_TO_CHOOSE.get()
    which = WhichList.read(request.GET, {code for code, _ in districts})
    found = QueueList(which, user, now)
    page = lists.page(
        request,
        found,
        visible=lambda: Referral.objects.visible_to(user),
        order=which.order,
        size=settings.QUEUE_PAGE_SIZE,
        kept=which.kept(),
    )
    first = which.first_page()
    context = {
        "rows": rows_of(with_person(page.rows, user), now, which),
        "table": table_of(first),
        "in_order": f", {order_words(which)}",
        "counted": found.counted.replace(f"{COUNTED}+", f"More than {COUNTED}"),
        "is_one": found.counted == "1",
        "next_url": page.next_url,
        "previous_url": page.previous_url,
        "waits_for_place": which.status == Status.AWAITING_ALLOCATION,
        "shows_numbers": bool(which.counts),
        "counts_query": which.with_counts("" if which.counts else "1").query() or "?",
        "is_search": False,
        "has_errors": False,
        "triage_url": triage_url(which, user),
    } | _choices(request, first, districts, now)
    return queue_page(request, context, which)


def _choices(request: HttpRequest, which: WhichList, districts: tuple, now: dt.datetime) -> dict:
    """Return the filters and the views of a list as they are drawn, with numbers where that is asked."""
    if not which.counts:
        drawn = choices_drawn(which, districts)
        return {"views_drawn": drawn.views, "filters_drawn": drawn.filters}
    choices = choices_of(districts)
    counts, numbers = lists.read(request, lambda: counts_of(which, choices, request.user, now))
    choices = {name: with_counts(pairs, counts[name]) for name, pairs in choices.items()}
    drawn = draw_choices(which, choices, numbers)
    return {"views_drawn": drawn.views, "filters_drawn": drawn.filters}


def order_words(which: WhichList) -> str:
    """Return the order of a list in words."""
    if which.sort:
        return ORDERS[which.sort]
    return USUAL_ORDERS[which.order[0]]
