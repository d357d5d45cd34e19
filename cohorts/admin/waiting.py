"""The waiting list on the desk: who is accepted and has no place, and which groups fit.

The filters stand in the address by code, a place in the list by moment and id. A group is placed in on
the page that gives every place.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import replace

from django.conf import settings
from django.db.models import DateTimeField, IntegerField, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Cohort
from cohorts.permissions import can_allocate
from cohorts.waiting.rows import WaitingRow, rows_for
from programmes.models import District, ProgrammeVersion
from referral_portal.accounts.any_user import AnyUser
from referral_portal.accounts.kept_for import KeptFor
from referral_portal.audit.recorder import record
from referral_portal.common.dates import end_of_day, local_today
from referral_portal.common.methods import READ_ONLY
from referral_portal.common.parts import short_day
from referral_portal.common.statements import Given
from referral_portal.replica import lists
from referrals.admin.call_backs import desk_page
from referrals.admin.queue.counting import counts, in_words
from referrals.admin.waiting_address import CONTACT, WhichWaiting
from referrals.enums import Status
from referrals.models import Referral
from referrals.querysets import ReferralQuerySet

SHOWS = [("", "Everyone who waits"), (CONTACT, "Participants to speak to by today")]
TONIGHT = Given("tonight", DateTimeField())
MOST_OFFERED = 3  # groups in the open; the others that fit stand below
NOBODY = str(uuid.UUID(int=0))  # stands for a referral in an address that is made once
MOST_FOLDED = 10  # groups below, of those that fit and of those that do not


@desk_page(can_allocate, READ_ONLY)
def waiting_list(request: HttpRequest) -> HttpResponse:
    """Show one page of the waiting list of a programme, a district, or all."""
    now = timezone.now()
    current = ProgrammeVersion.objects.current().in_catalogue_order()
    versions = {one.programme_id: one for one in current}
    programmes = {one.programme.code: one for one in versions.values()}
    districts = {one.code: one for one in District.objects.all()}
    which = WhichWaiting.read(request.GET)
    if which.programme not in programmes:
        which = replace(which, programme="")
    if which.district not in districts:
        which = replace(which, district="")
    visible = Referral.objects.visible_to(request.user)
    ids = {code: one.programme_id for code, one in programmes.items()}
    ids |= {code: one.pk for code, one in districts.items()}
    tonight = end_of_day(local_today(now))
    page = lists.page(
        request,
        rows_in(which, visible, ids, tonight)
        .select_related("participant", "district", "programme")
        .defer("as_sent"),
        visible=visible,
        order=order_of(which),
        size=settings.COHORT_PAGE_SIZE,
        kept=which.params(),
    )
    record(
        "referral.list_waiting",
        actor=request.user,
        target=("referrals.referral", "waiting"),
        now=now,
        shown=[row.pk for row in page.rows],
    )
    parts = [replace(which, programme=code) for code in ("", *programmes)]
    numbers = lists.read(
        request, lambda: _counts(which, list(programmes), ids, request.user, tonight)
    )
    rows = rows_for(page.rows, versions, by=request.user, now=now)
    shown: dict[uuid.UUID, dict] = {}  # the cohorts of the page, of which each stands on many rows
    context = {
        "rows": [_row(row, which, shown) for row in rows],
        "which": which,
        "views": [
            {
                "text": programmes[part.programme].name if part.programme else "All programmes",
                "query": part.url(),
                "count": count,
                "is_current": part == which,
            }
            for part, count in zip(parts, numbers, strict=True)
            if count != "0" or part.programme in {"", which.programme}
        ],
        "districts": [(code, one.name) for code, one in districts.items()],
        "shows": SHOWS,
        "days": settings.WAITING["contact_days"],
        "weeks": settings.WAITING["order_weeks"],
        "next_url": page.next_url,
        "previous_url": page.previous_url,
    }
    return TemplateResponse(request, "admin/waiting/list.html", context)


def _counts(
    which: WhichWaiting, codes: list[str], ids: Mapping[str, int], user, tonight: dt.datetime
) -> list[str]:
    """Return how many wait in all and for each of the programmes `codes`, with the other filters."""
    given = {f"programme{number}": ids[code] for number, code in enumerate(codes)}
    given |= {"tonight": tonight, "district": ids.get(which.district)}
    counted = _counted.read(user, which.show, bool(which.district), len(codes), **given)
    return in_words(counted, len(codes) + 1)


@KeptFor
def _counted(user: AnyUser, show: str, has_district: bool, number: int) -> QuerySet:
    visible = Referral.objects.visible_to(user)
    names = [f"programme{one}" for one in range(number)]
    ids = {name: Given(name, IntegerField()) for name in [*names, "district"]}
    which = WhichWaiting(show=show, district="district" if has_district else "")
    parts = [replace(which, programme=name) for name in ("", *names)]
    return counts([rows_in(part, visible, ids, TONIGHT) for part in parts])


def rows_in(
    which: WhichWaiting,
    visible: ReferralQuerySet,
    ids: Mapping[str, int | Given],
    tonight: dt.datetime | Given,
) -> ReferralQuerySet:
    """Return the referrals in a part of the list; `ids` are those of programmes and districts by code.

    By id and not by code, so that the database can read along one index. `tonight` is the end of today.
    """
    rows, is_contact = visible.in_work(), which.show == CONTACT
    waiting = rows.filter(status=Status.AWAITING_ALLOCATION)
    rows = rows.holding_due(tonight) if is_contact else waiting
    if which.programme:
        rows = rows.filter(programme=ids[which.programme])
    return rows.filter(district=ids[which.district]) if which.district else rows


def order_of(which: WhichWaiting) -> tuple[str, str]:
    """Return the columns that order a part of the list, the last one unique."""
    return "holding_due_at" if which.show else "turn_at", "id"


def _row(row: WaitingRow, which: WhichWaiting, shown: dict[uuid.UUID, dict]) -> dict:
    """Return one row with its addresses, as the page shows it."""
    pk = row.referral.pk
    fitting, others = row.offers.fitting, row.offers.others
    way_back = which.from_here()
    offers = []
    for cohort, one in fitting[: MOST_OFFERED + MOST_FOLDED]:
        if cohort.pk not in shown:
            shown[cohort.pk] = _shown(cohort)
        about = shown[cohort.pk]
        url = about["address"].replace(NOBODY, str(pk)) + way_back
        offers.append({"cohort": about, "ask": one.ask, "url": url})
    return {
        "row": row,
        "referral": row.referral,
        "url": reverse("admin:referrals_referral_change", args=[pk]),
        "contact_url": reverse("admin:referrals_referral_contact", args=[pk]) + which.from_here(),
        "offers": offers[:MOST_OFFERED],
        "further": offers[MOST_OFFERED:],
        "left": len(fitting) - len(offers),
        "others": [
            {"name": cohort.name, "reasons": one.against} for cohort, one in others[:MOST_FOLDED]
        ],
        "left_of_others": max(0, len(others) - MOST_FOLDED),
    }


def _shown(cohort: Cohort) -> dict:
    """Return the parts of an offer that are the same for everyone, with an address for NOBODY."""
    return {
        "name": cohort.name,
        "where": cohort.district.name,
        "meets": cohort.meets,
        "starts_on": short_day(cohort.starts_on),
        "free": cohort.places_total - cohort.places_taken,
        "address": reverse("cohorts:place", args=[cohort.pk, NOBODY]),
    }
