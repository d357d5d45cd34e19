"""The search of the desk, which leaves what was typed in no address and in no record."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from referral_portal.audit.recorder import record
from referral_portal.replica import lists
from referrals.admin.call_backs import desk_page
from referrals.admin.forms import SearchForm
from referrals.admin.queue.headings import plain_table
from referrals.admin.queue.page import queue_page
from referrals.admin.queue.returning import page_url
from referrals.admin.queue.rows import COLUMNS, rows_of
from referrals.admin.queue.which import WhichList
from referrals.finding import Found, Meaning, find
from referrals.models import Referral
from referrals.permissions import can_read_referrals
from referrals.same_person import with_person


@desk_page(can_read_referrals, ("POST",))
def jump(request: HttpRequest) -> HttpResponse:
    """Open the referral whose reference was typed in the header; search for anything else."""
    return search(request, opens_reference=True)


def search(request: HttpRequest, *, opens_reference: bool = False) -> HttpResponse:
    """Show the referrals that match the search, newest first, and record which were shown.

    With `opens_reference`, what can only be a reference leads to the page of its referral.
    """
    form = SearchForm(request.POST)
    now = timezone.now()
    found = Found()
    if form.is_valid():
        found = lists.read(
            request,
            lambda: find(
                user=request.user,
                typed=form.cleaned_data["q"],
                columns=COLUMNS,
                most=settings.QUEUE_PAGE_SIZE,
            ),
            visible=lambda: Referral.objects.visible_to(request.user),
        )
        record(
            "referral.search",
            actor=request.user,
            target=("referrals.referral", "search"),
            now=now,
            shown=[row["id"] for row in found.rows],
        )
        if opens_reference and len(found.rows) == 1 and found.meanings == [Meaning.REFERENCE]:
            return redirect(page_url("change", found.rows[0]["id"], WhichList()))
    context = {
        "rows": rows_of(with_person(found.rows, request.user), now, WhichList()),
        "table": plain_table(),
        "counted": f"More than {len(found.rows)}" if found.is_cut else str(len(found.rows)),
        "is_one": len(found.rows) == 1,
        "is_cut": found.is_cut,
        "found_by": " and by ".join(meaning.label for meaning in found.meanings),
        "is_similar": Meaning.SIMILAR in found.meanings,
        "next_url": "",
        "previous_url": "",
        "in_order": " in every status, newest first",
        "is_search": True,
        "has_errors": bool(form.errors),
    }
    return queue_page(request, context, WhichList(), form)
