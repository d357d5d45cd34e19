"""The page on which the desk writes to the link worker of a referral.

After sending, the page says only that the note was sent. No page lists, counts or shows notes.
"""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from referral_portal.common.methods import GET_OR_POST
from referral_portal.common.refusals import refusals_on
from referrals.admin.access import opened
from referrals.admin.queue.returning import list_of, page_url
from referrals.forms.note import NoteForm
from referrals.notes import send_note
from referrals.permissions import can_read_referrals


def note(request: HttpRequest, referral_id: uuid.UUID) -> HttpResponse:
    """Show the form, and on POST seal and send the note."""
    if not can_read_referrals(request.user):
        raise Http404
    if request.method not in GET_OR_POST:
        return HttpResponseNotAllowed(GET_OR_POST)
    referral = opened(request.user, referral_id, page="note")
    back = page_url("change", referral.pk, list_of(request))
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_on(form):
            send_note(
                referral_id=referral.pk,
                words=form.cleaned_data["words"],
                by=request.user,
                now=timezone.now(),
            )
            messages.success(request, "Your note has been sent.")
            return redirect(back)
    context = {
        "referral": referral,
        "form": form,
        "back": back,
    }
    return TemplateResponse(request, "admin/referrals/note.html", context)
