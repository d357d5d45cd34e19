"""The confirm pages: what is asked, what will be sent, and one verb behind the button.

Two people may read the same referral; the version that was read travels with the form, and the
verb refuses when it is no longer the newest. What was typed stays on the page.
"""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from programmes.models import ProgrammeVersion
from referrals.admin.access import opened
from referrals.admin.decision_pages import DecisionPage
from referrals.admin.eligibility import fit_words, latest_check
from referrals.admin.outgoing import planned
from referrals.enums import WITH_PLACE
from referrals.models import Referral
from referrals.transitions import TransitionNotAllowed

QUEUE = "admin:referrals_referral_changelist"
ALLOWED = ("GET", "HEAD", "POST")
NOT_NOW = "This cannot be done now. Look at where it is."


def decide(request: HttpRequest, referral_id: uuid.UUID, *, page: DecisionPage) -> HttpResponse:
    """Ask for what `page` needs, and on POST take it."""
    if not page.may(request.user):
        raise Http404
    if request.method not in ALLOWED:
        return HttpResponseNotAllowed(ALLOWED)
    referral = opened(request.user, referral_id, page=page.slug)
    back = reverse("admin:referrals_referral_change", args=[referral.pk])
    choices = {
        "programmes": choices_for(referral) if page.verb == "accept" else (),
        "is_agency": referral.referrer is not None,
    }
    if request.method == "POST":
        form = page.form(request.POST, **choices)
        if form.is_valid():
            try:
                # A place is ended first, elsewhere; the verb itself checks everything that can
                # change between here and its lock.
                if referral.status in WITH_PLACE and not page.leads_to:
                    raise TransitionNotAllowed(NOT_NOW)
                taken = page.call(
                    form.cleaned_data,
                    referral_id=referral.pk,
                    version=form.cleaned_data["version"],
                    by=request.user,
                    now=timezone.now(),
                )
            except TransitionNotAllowed as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, page.done.format(reference=taken.reference))
                return redirect(QUEUE)
    else:
        if not page.is_possible(referral):
            messages.warning(request, NOT_NOW)
            return redirect(back)
        form = page.form(initial={"version": referral.version}, **choices)
    context = {
        "referral": referral,
        "step": page,
        "form": form,
        "outgoing": planned(referral, page.event, waits=page.waits),
        "leads_to": page.leads_to(referral) if page.leads_to else None,
        "back": back,
    }
    return TemplateResponse(request, "admin/referrals/step.html", context)


def choices_for(referral: Referral) -> list[tuple[str, str, str]]:
    """Return code, name and fit in words of each programme this referral may be accepted for."""
    check = latest_check(referral)
    versions = (
        ProgrammeVersion.objects.current()
        .filter(programme__pathway=referral.pathway)
        .in_catalogue_order()
    )
    return [
        (version.programme.code, version.name, fit_words(check, version.programme.code))
        for version in versions
    ]
