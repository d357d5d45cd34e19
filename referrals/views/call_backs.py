"""The public page to ask for a call, and its confirmation.

They leave no trace in the browser: no cookie, no draft and nothing in the address.
"""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from referral_portal.common.methods import get_or_post
from referral_portal.common.throttle import network_of
from referrals.call_backs import receive_call_back
from referrals.flood_questions import question_form, why_ask
from referrals.floods import Kind
from referrals.forms.call_backs import CallBackForm


@get_or_post
@login_not_required
def call_back(request):
    """Ask the five questions, and store the answers."""
    form = CallBackForm(request.POST if request.method == "POST" else None)
    question = None
    if form.is_valid():
        asked = {"source": network_of(request), "now": timezone.now()}
        why = why_ask(request.POST, Kind.CALL_BACK, **asked)
        if why is None:
            receive_call_back(**form.cleaned_data, by=None, now=asked["now"])
            return redirect("referrals:call_back_sent")
        question = question_form(Kind.CALL_BACK, why, **asked)
    context = {
        "form": form,
        "question": question,
        "call_days": settings.FIRST_CALL_WORKING_DAYS,
    }
    return render(request, "referrals/call_back.html", context)


@require_safe
@login_not_required
def call_back_sent(request):
    """Confirm the request, without anything about the person who asked."""
    context = {
        "call_days": settings.FIRST_CALL_WORKING_DAYS,
        "keep_days": settings.CALLBACK_DAYS,
    }
    return render(request, "referrals/call_back_sent.html", context)
