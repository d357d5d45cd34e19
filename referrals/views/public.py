"""The public pages: the choice of a form, and the self-referral forms.

No sign-in. The only cookie is that of the draft.
"""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from referral_portal.accounts.roles import Role
from referral_portal.common.methods import get_or_post
from referral_portal.pages.marks import lasting
from referrals.enums import Route
from referrals.steps import find_form
from referrals.views import checking, flow

CHOICES = (
    (
        "domestic-abuse",
        Route.SELF,
        "For yourself: hurting or frightening a partner or family",
        "You have hurt, frightened or controlled a partner, a former partner or someone in your "
        "family, and you want that to stop.",
    ),
    (
        "domestic-abuse",
        Route.AGENCY,
        "Professionals: someone who hurts or frightens a partner or family",
        "You work with the person and they have agreed. You need to sign in.",
    ),
    (
        "stalking",
        Route.SELF,
        "For yourself: contacting or following someone who does not want it",
        "You find it hard to stop contacting, following or looking someone up, and you want that "
        "to change.",
    ),
    (
        "stalking",
        Route.AGENCY,
        "Professionals: someone who contacts or follows a person who does not want it",
        "You work with the person and they have agreed. You need to sign in.",
    ),
)


@require_safe
@login_not_required
def refer(request):
    """Show the choice of forms."""
    choices = [
        {
            "title": title,
            "text": text,
            "url": reverse(f"referrals:{route}_start", args=[topic]),
        }
        for topic, route, title, text in CHOICES
    ]
    # People who refer for an agency keep their menu.
    is_agency = request.user.is_authenticated and request.user.has_role(Role.AGENCY)
    layout = "referrals/agency_base.html" if is_agency else "base.html"
    return render(request, "referrals/refer.html", {"choices": choices, "layout": layout})


@lasting
@get_or_post
@login_not_required
def self_start(request, topic):
    """Start a self-referral."""
    return flow.start(request, find_form(topic, Route.SELF))


@lasting
@get_or_post
@login_not_required
def self_page(request, topic, slug):
    """Ask one page of a self-referral."""
    return flow.page(request, find_form(topic, Route.SELF), slug)


@require_safe
@login_not_required
def self_help(request, topic, name):
    """Show help between two pages of a self-referral."""
    return flow.interruption(request, find_form(topic, Route.SELF), name)


@lasting
@get_or_post
@login_not_required
def self_check(request, topic):
    """Check the answers of a self-referral and send it."""
    return checking.check(request, find_form(topic, Route.SELF))


@require_safe
@login_not_required
def self_sent(request, topic):
    """Confirm a self-referral."""
    return checking.sent(request, find_form(topic, Route.SELF))
