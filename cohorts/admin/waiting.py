"""The waiting list on the desk: who is accepted and has no place, and which groups fit.

The filters stand in the address by code, a place in the list by moment and id. A group is placed in on
the page that gives every place.
"""

import datetime as dt
import uuid
from collections.abc import Collection

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from cohorts.permissions import can_allocate
from cohorts.waiting.groups import Offers
from cohorts.waiting.rows import WaitingRow, rows_for
from programmes.models import District, ProgrammeVersion
from referral_portal.audit.recorder import record
from referral_portal.common.dates import end_of_day, local_today
from referral_portal.common.methods import READ_ONLY
from referral_portal.replica import lists
from referrals.admin.call_backs import desk_page
from referrals.enums import Status
from referrals.models import Referral
from referrals.querysets import ReferralQuerySet

CONTACT = "contact"
SHOWS = [("", "Everyone who waits"), (CONTACT, "Participants to speak to by today")]
MOST_OFFERED = 3  # groups with a button; the others that fit stand below


@desk_page(can_allocate, READ_ONLY)
def waiting_list(request: HttpRequest) -> HttpResponse:
    """Show one page of the waiting list of a programme, a district, or all."""
    now = timezone.now()
    current = ProgrammeVersion.objects.current().in_catalogue_order()
    versions = {one.programme_id: one for one in current}
    programmes = {one.programme.code: one for one in versions.values()}
    districts = {one.code: one for one in District.objects.all()}
    chosen = {
        "programme": _one_of(request, "programme", programmes),
        "district": _one_of(request, "district", districts),
        "show": _one_of(request, "show", dict(SHOWS)),
    }
    of = {}
    if chosen["programme"]:
        of["programme"] = programmes[chosen["programme"]].programme_id
    if chosen["district"]:
        of["district"] = districts[chosen["district"]].pk
    visible = Referral.objects.visible_to(request.user)
    page = lists.page(
        request,
        _chosen(visible, chosen["show"], now)
        .filter(**of)
        .select_related("participant", "district")
        .defer("as_sent"),
        visible=visible,
        order=("holding_due_at" if chosen["show"] else "turn_at", "id"),
        size=settings.COHORT_PAGE_SIZE,
        kept={name: value for name, value in chosen.items() if value},
    )
    record(
        "referral.list_waiting",
        actor=request.user,
        target=("referrals.referral", "waiting"),
        now=now,
        shown=[row.pk for row in page.rows],
    )
    rows = rows_for(page.rows, versions, by=request.user, now=now)
    context = {
        "rows": [_row(row) for row in rows],
        "chosen": chosen,
        "programmes": [(code, one.name) for code, one in programmes.items()],
        "districts": [(code, one.name) for code, one in districts.items()],
        "shows": SHOWS,
        "days": settings.WAITING["contact_days"],
        "weeks": settings.WAITING["order_weeks"],
        "next_url": page.next_url,
        "previous_url": page.previous_url,
    }
    return TemplateResponse(request, "admin/waiting/list.html", context)


def _one_of(request: HttpRequest, name: str, options: Collection[str]) -> str:
    """Return the chosen value of a filter, or an empty text for one that is not offered."""
    value = request.GET.get(name, "")
    return value if value in options else ""


def _chosen(visible: ReferralQuerySet, show: str, now: dt.datetime) -> ReferralQuerySet:
    """Return everyone who waits, or those whom we are to speak to by the end of today."""
    if show == CONTACT:
        return visible.in_work().holding_due(end_of_day(local_today(now)))
    return visible.in_work().filter(status=Status.AWAITING_ALLOCATION)


def _row(row: WaitingRow) -> dict:
    """Return one row with its addresses, as the page shows it."""
    pk = row.referral.pk
    return {
        "row": row,
        "referral": row.referral,
        "url": reverse("admin:referrals_referral_change", args=[pk]),
        "contact_url": reverse("admin:referrals_referral_contact", args=[pk]),
        "offers": _offers(row.offers, pk)[:MOST_OFFERED],
        "further": _offers(row.offers, pk)[MOST_OFFERED:],
        "others": [
            {"name": cohort.name, "reasons": one.against} for cohort, one in row.offers.others
        ],
    }


def _offers(offers: Offers, referral_id: uuid.UUID) -> list[dict]:
    return [
        {
            "cohort": cohort,
            "free": cohort.places_total - cohort.places_taken,
            "ask": one.ask,
            "url": reverse("cohorts:place", args=[cohort.pk, referral_id]),
        }
        for cohort, one in offers.fitting
    ]
