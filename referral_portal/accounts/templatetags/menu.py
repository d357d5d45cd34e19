"""The template tag that draws the menu of a signed-in person of the portal."""

from django import template
from django.conf import settings

from referral_portal.accounts.navigation import menu_of, roles_in_words
from referral_portal.accounts.roles import Role
from referral_portal.accounts.session_limits import session_end
from referral_portal.common.addresses import address_of

register = template.Library()
JUMP = "admin:referrals_referral_jump"
DESK = (Role.COORDINATOR, Role.MANAGER)


@register.inclusion_tag("components/signed_in.html", takes_context=True)
def signed_in(context) -> dict:
    """Draw the menu with the current entry marked, and who is signed in; nothing when nobody is."""
    request = context["request"]
    user = request.user
    if not user.is_authenticated:
        return {"nav": []}
    ends_at, can_stay = session_end(request)
    return {
        "ends_at": ends_at,
        "warning_seconds": settings.SIGN_IN_WARNING_SECONDS,
        "stay_url": address_of("account_stay") if can_stay else "",
        "nav": menu_of(user, request.resolver_match.view_name),
        "name": user.get_full_name() or user.get_username(),
        "roles": roles_in_words(user),
        "account_url": address_of("account"),
        "sign_out_url": address_of("sign_out"),
        "jump_url": address_of(JUMP) if user.has_role(*DESK) else "",
        "request": request,
    }
