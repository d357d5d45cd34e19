"""The page of one referral, in the order a coordinator reads it; nothing on it can be changed."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils import timezone

from referral_portal.common.methods import READ_ONLY
from referrals.admin.access import opened
from referrals.admin.queue.returning import list_of, list_url
from referrals.admin.referral.reading import Reading
from referrals.admin.referral.sections import shown_on
from referrals.permissions import can_read_referrals


def read(request: HttpRequest, referral_id: uuid.UUID) -> HttpResponse:
    """Show one referral and record that it was opened."""
    if not can_read_referrals(request.user):
        raise Http404
    if request.method not in READ_ONLY:
        return HttpResponseNotAllowed(READ_ONLY)
    referral = opened(request.user, referral_id, page="referral")
    which = list_of(request)
    reading = Reading(referral, request.user, timezone.now(), which)
    context = {
        "referral": referral,
        "is_urgent": reading.is_urgent,
        "list_url": list_url(which),
    } | shown_on(reading)
    return TemplateResponse(request, "admin/referrals/referral/page.html", context)
