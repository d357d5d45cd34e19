"""The search of the desk, which leaves what was typed in no address and in no record."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from referral_portal.audit.recorder import record
from referral_portal.replica import lists
from referrals.admin.forms import SearchForm
from referrals.admin.queue.page import queue_page
from referrals.admin.queue.rows import COLUMNS, row_of
from referrals.admin.queue.which import WhichList
from referrals.finding import Found, Meaning, find
from referrals.models import Referral
from referrals.same_person import with_person


def search(request: HttpRequest) -> HttpResponse:
    """Show the referrals that match the search, newest first, and record which were shown."""
    form = SearchForm(request.POST)
    now = timezone.now()
    found = Found()
    if form.is_valid():
        visible = Referral.objects.visible_to(request.user)
        found = lists.read(
            request,
            lambda: find(
                scope=visible,
                typed=form.cleaned_data["q"],
                columns=COLUMNS,
                most=settings.QUEUE_PAGE_SIZE,
            ),
            visible=visible,
        )
        record(
            "referral.search",
            actor=request.user,
            target=("referrals.referral", "search"),
            now=now,
            shown=[row["id"] for row in found.rows],
        )
    context = {
        "rows": [row_of(row, now, WhichList()) for row in with_person(found.rows, request.user)],
        "counted": f"More than {len(found.rows)}" if found.is_cut else str(len(found.rows)),
        "is_one": len(found.rows) == 1,
        "is_cut": found.is_cut,
        "found_by": " and by ".join(meaning.label for meaning in found.meanings),
        "is_similar": Meaning.SIMILAR in found.meanings,
        "next_url": "",
        "previous_url": "",
        "search": form,
        "in_order": " in every status, newest first",
        "is_search": True,
    }
    return queue_page(request, context)
