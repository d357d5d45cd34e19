"""The page that records a contact on a referral: whom to call, what is safe, and the signs to close."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from referral_portal.common.methods import GET_OR_POST
from referral_portal.common.refusals import refusals_on
from referrals.admin.access import opened
from referrals.admin.call_backs import desk_page
from referrals.admin.contact_rows import sign_rows, who_to_call
from referrals.admin.queue.returning import list_of, page_url
from referrals.admin.waiting_address import way_back
from referrals.contacts import record_contact
from referrals.forms.contact_log import ReferralCallForm
from referrals.open_signs import open_signs
from referrals.permissions import can_read_referrals


@desk_page(can_read_referrals, GET_OR_POST)
def contact(request: HttpRequest, referral_id: uuid.UUID) -> HttpResponse:
    """Show whom to call and what is safe, and on POST record the contact."""
    referral = opened(request.user, referral_id, page="contact")
    from_list = way_back(request.GET)
    back = from_list or page_url("change", referral.pk, list_of(request))
    waiting = open_signs(referral, request.user)
    form = ReferralCallForm(
        request.POST if request.method == "POST" else None,
        may_leave_message=referral.participant.may_leave_message is True,
        open_signs=[(row["key"], row["words"]) for row in sign_rows(waiting)],
        is_agency=referral.referrer is not None,
    )
    if form.is_valid():
        with refusals_on(form):
            record_contact(
                referral_id=referral.pk, **form.contact(), by=request.user, now=timezone.now()
            )
            messages.success(request, "The call is recorded.")
            return redirect(back)
    context = {
        "referral": referral,
        "form": form,
        "open_signs": sign_rows(waiting),
        "who": who_to_call(referral),
        "back": back,
        "is_from_list": bool(from_list),
    }
    return TemplateResponse(request, "admin/referrals/contact.html", context)
