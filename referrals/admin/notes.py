"""Writing to the link worker of a referral, from the desk.

After sending, the page says that it was sent and nothing else: no list, no count, no way back.
"""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from referral_portal.accounts.navigation import staff_page
from referral_portal.sealing.boxes import PartTooLarge
from referrals.admin.access import opened
from referrals.forms.note import TOO_LONG, NoteForm
from referrals.notes import send_note
from referrals.permissions import can_read_referrals

ALLOWED = ("GET", "HEAD", "POST")


def note(request: HttpRequest, referral_id: uuid.UUID) -> HttpResponse:
    """Ask for the words, and on POST seal and send them."""
    if not can_read_referrals(request.user):
        raise Http404
    if request.method not in ALLOWED:
        return HttpResponseNotAllowed(ALLOWED)
    referral = opened(request.user, referral_id, page="note")
    back = reverse("admin:referrals_referral_change", args=[referral.pk])
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            send_note(
                referral_id=referral.pk,
                words=form.cleaned_data["words"],
                by=request.user,
                now=timezone.now(),
            )
        except PartTooLarge:
            form.add_error("words", TOO_LONG)
        else:
            messages.success(request, "Sent.")
            return redirect(back)
    context = staff_page(request.user, "admin:referrals_referral_changelist") | {
        "referral": referral,
        "form": form,
        "back": back,
    }
    return TemplateResponse(request, "admin/referrals/note.html", context)
