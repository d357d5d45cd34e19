"""The next tries: whom our staff promised to call again, the earliest first.

The list shows no number: the page of the call does.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from referral_portal.audit.recorder import record
from referral_portal.common.paging import page_of
from referrals.admin.contact_rows import try_words
from referrals.enums import ContactWith
from referrals.models import NextTry, Referral
from referrals.next_tries import open_tries
from referrals.silence import deaths

TRIES = "tries"


def tries(request: HttpRequest, context: dict) -> HttpResponse:
    """Show one page of the next tries; `context` holds the filter of the lists of calls."""
    now = timezone.now()
    page = page_of(
        [
            rows.select_related(
                "contact__referral__participant",
                "contact__call_back",
                "contact__referral__referrer",
            )
            for rows in open_tries(request.user)
        ],
        order=("at", "id"),
        params=request.GET,
        size=settings.QUEUE_PAGE_SIZE,
        kept={"status": TRIES},
    )
    record(
        "referral.list_tries",
        actor=request.user,
        target=("referrals.nexttry", "list"),
        now=now,
        shown=[row.contact_id for row in page.rows],
    )
    silent = deaths([row.contact.referral for row in page.rows if row.contact.referral])
    context |= {
        "rows": [_row(row, silent) | {"is_due": row.at <= now} for row in page.rows],
        "next_url": page.next_url,
        "previous_url": page.previous_url,
    }
    return TemplateResponse(request, "admin/referrals/tries.html", context)


def _row(row: NextTry, silent: dict) -> dict:
    of: Referral | None = row.contact.referral
    if of is None:
        call_back = row.contact.call_back
        url = reverse("admin:referrals_callback_change", args=[call_back.pk])
        named = {"name": call_back.name, "about": "Call-back", "url": url, "is_silent": False}
    else:
        is_referrer = row.contact.with_whom == ContactWith.REFERRER
        named = {
            "name": of.referrer.name if is_referrer else of.participant.name,
            "about": of.reference,
            "url": reverse("admin:referrals_referral_contact", args=[of.pk]),
            "is_silent": of.pk in silent and not is_referrer,
        }
    return named | {"when": try_words(row), "last": row.contact.get_result_display()}
