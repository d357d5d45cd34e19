"""The agency forms, and the guard of every page for referrers."""

import functools

from django.http import Http404
from django.views.decorators.http import require_safe

from referral_portal.accounts.permissions import require_role
from referral_portal.accounts.roles import Role
from referral_portal.common.methods import get_or_post
from referral_portal.pages.marks import lasting
from referrals.enums import Route
from referrals.permissions import can_follow_own_referrals
from referrals.steps import find_form
from referrals.views import checking, flow


def for_agencies(view):
    """Decorate a view for accounts with the agency role whose agency is active."""

    @require_role(Role.AGENCY)
    @functools.wraps(view)
    def guarded(request, *args, **kwargs):
        if not can_follow_own_referrals(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@lasting
@for_agencies
@get_or_post
def agency_start(request, topic):
    """Start an agency referral."""
    return flow.start(request, find_form(topic, Route.AGENCY))


@lasting
@for_agencies
@get_or_post
def agency_page(request, topic, slug):
    """Ask one page of an agency referral."""
    return flow.page(request, find_form(topic, Route.AGENCY), slug)


@for_agencies
@require_safe
def agency_help(request, topic, name):
    """Show help between two pages of an agency referral."""
    return flow.interruption(request, find_form(topic, Route.AGENCY), name)


@lasting
@for_agencies
@get_or_post
def agency_check(request, topic):
    """Check the answers of an agency referral and send it."""
    return checking.check(request, find_form(topic, Route.AGENCY))


@for_agencies
@require_safe
def agency_sent(request, topic):
    """Confirm an agency referral."""
    return checking.sent(request, find_form(topic, Route.AGENCY))
