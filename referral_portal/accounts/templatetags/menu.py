"""The template tag that draws the menu of a signed-in person of the portal."""

from functools import lru_cache

from django import template
from django.conf import settings
from django.utils.safestring import SafeString

from referral_portal.accounts.navigation import menu_of, roles_in_words
from referral_portal.accounts.roles import Role
from referral_portal.accounts.session_limits import session_end
from referral_portal.common.addresses import address_of
from referral_portal.common.parts import draw
from referral_portal.common.templatetags.portal import form_fields
from referral_portal.common.templatetags.typed import seconds_left

register = template.Library()
JUMP = "admin:referrals_referral_jump"
DESK = (Role.COORDINATOR, Role.MANAGER)


@register.simple_tag(takes_context=True)
def signed_in(context) -> str:
    """Draw the menu with the current entry marked, and who is signed in; nothing when nobody is."""
    request = context["request"]
    if not request.user.is_authenticated:
        return ""
    return draw("signed_in", **about_user(request), form_fields=form_fields(context))


def about_user(request) -> dict:
    """Return the values that stand below the header of a signed-in user."""
    user = request.user
    ends_at, can_stay = session_end(request)
    return {
        "menu": _menu(user.roles, request.resolver_match.view_name),
        "name": user.get_full_name() or user.get_username(),
        "roles": roles_in_words(user),
        "account_url": address_of("account"),
        "sign_out_url": address_of("sign_out"),
        "jump_url": address_of(JUMP) if user.has_role(*DESK) else "",
        "end": {
            "ends_at": ends_at,
            "seconds_left": seconds_left(ends_at),
            "warning_seconds": settings.SIGN_IN_WARNING_SECONDS,
            "stay_url": address_of("account_stay") if can_stay else "",
        },
    }


@lru_cache(maxsize=500)
def _menu(roles: frozenset[str], page: str) -> SafeString:
    """Return the menu as it is drawn for all users of these roles: it names nobody."""
    return draw("navigation", nav=menu_of(roles, page))
