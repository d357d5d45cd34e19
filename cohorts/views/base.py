"""Shared parts of the cohort pages: the cohort, names, and the way back to its page.

A colleague from another agency reads a first name and an initial; our own staff read names.
"""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from cohorts.models import Cohort
from referral_portal.accounts.roles import Role
from referral_portal.common.dates import local_today
from referrals.models import Participant

READS_NAMES = (Role.COORDINATOR, Role.MANAGER, Role.FACILITATOR)


def page(request: HttpRequest, template: str, **context) -> TemplateResponse:
    """Return the cohort page `template`."""
    return TemplateResponse(request, f"cohorts/{template}.html", context)


def cohort_or_404(request: HttpRequest, cohort_id: uuid.UUID, now: dt.datetime) -> Cohort:
    """Return a cohort that the user may open, with its figures, or raise Http404."""
    visible = Cohort.objects.visible_to(request.user, local_today(now)).with_figures(now)
    return get_object_or_404(visible, pk=cohort_id)


def name_for(user, participant: Participant) -> str:
    """Return the name of a participant as `user` may read it."""
    if user.has_role(*READS_NAMES):
        called = participant.known_as
        return f"{participant.name} ({called})" if called else participant.name
    first, *rest = participant.name.split()
    called = participant.known_as or first
    return f"{called} {rest[-1][0]}." if rest else called


def posted(request: HttpRequest):
    """Return the posted data, or None for a page that is only read."""
    return request.POST if request.method == "POST" else None


def back_to(
    request: HttpRequest, cohort_id: uuid.UUID, words: str, *, url: str = ""
) -> HttpResponse:
    """Go back to the page of a cohort, or to `url`, which then says what was done."""
    messages.success(request, words)
    return redirect(url) if url else redirect("cohorts:detail", cohort_id)
