"""The pages on which a coordinator fills in a self-referral with a caller.

For every other user they do not exist. The questions, their order and the sealed pages are those of
the participant's own form.
"""

import functools
import uuid

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from referral_portal.common.methods import get_or_post
from referral_portal.pages.marks import lasting
from referrals.caller_forms import open_call_backs
from referrals.permissions import can_triage
from referrals.steps.with_caller import CALLER_FORMS, find_caller_form
from referrals.views import checking, flow
from referrals.views.visit import FROM_CALL_BACK


def for_coordinators(view):
    """Decorate a view for users who decide about referrals."""

    @functools.wraps(view)
    def guarded(request, *args, **kwargs):
        if not can_triage(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@for_coordinators
@require_safe
def caller(request):
    """Show the choice of forms for a caller, who may have asked to be called back."""
    asked = request.GET.get(FROM_CALL_BACK, "")
    call_back = _call_back(request.user, asked) if asked else None
    query = f"?{FROM_CALL_BACK}={call_back.pk}" if call_back else ""
    choices = [
        {
            "title": form.heading,
            "text": form.lead,
            "url": reverse("referrals:caller_start", args=[form.topic]) + query,
        }
        for form in CALLER_FORMS
    ]
    context = {"choices": choices, "call_back": call_back}
    return render(request, "referrals/caller.html", context)


def _call_back(user, asked: str):
    try:
        found = open_call_backs(user).filter(pk=uuid.UUID(asked)).first()
    except ValueError:
        raise Http404 from None
    if found is None:
        raise Http404
    return found


@lasting
@for_coordinators
@get_or_post
def caller_start(request, topic):
    """Start a form with a caller."""
    return flow.start(request, find_caller_form(topic))


@lasting
@for_coordinators
@get_or_post
def caller_page(request, topic, slug):
    """Ask one page of a form with a caller."""
    return flow.page(request, find_caller_form(topic), slug)


@for_coordinators
@require_safe
def caller_help(request, topic, name):
    """Show help between two pages of a form with a caller."""
    return flow.interruption(request, find_caller_form(topic), name)


@lasting
@for_coordinators
@get_or_post
def caller_check(request, topic):
    """Read the answers back to the caller, and send the form."""
    return checking.check(request, find_caller_form(topic))


@for_coordinators
@require_safe
def caller_sent(request, topic):
    """Confirm the form, with what to tell the caller."""
    return checking.sent(request, find_caller_form(topic))
