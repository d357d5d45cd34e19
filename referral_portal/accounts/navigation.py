"""The menu of signed-in staff as data: which page, under which words, for which roles.

Addresses are names of URLs, because most pages belong to apps above this one. No permission is
decided here: a page guards itself.
"""

from dataclasses import dataclass

from django.urls import reverse

from referral_portal.accounts.roles import RULES, Role

USES_ADMIN = tuple(role for role, rule in RULES.items() if rule.uses_admin)


@dataclass(frozen=True)
class Link:
    """One entry of the menu."""

    text: str
    url_name: str
    roles: tuple[Role, ...]


LINKS = (
    Link("Your work", "admin:index", USES_ADMIN),
    Link("Referrals", "admin:referrals_referral_changelist", (Role.COORDINATOR, Role.MANAGER)),
    Link("Call-backs", "admin:referrals_callback_changelist", (Role.COORDINATOR, Role.MANAGER)),
    Link(
        "Cohorts",
        "cohorts:list",
        (Role.COORDINATOR, Role.MANAGER, Role.FACILITATOR, Role.CO_FACILITATOR),
    ),
    Link("Summary", "referrals:summary", (Role.COMMISSIONER, Role.MANAGER, Role.AUDITOR)),
    Link("Your referrals", "referrals:your_referrals", (Role.AGENCY,)),
)


def staff_page(user, current: str) -> dict:
    """Return what base_staff.html needs: the menu with `current` (a URL name) marked, the role."""
    return {
        "nav": [
            {
                "text": link.text,
                "url": reverse(link.url_name),
                "is_current": link.url_name == current,
            }
            for link in LINKS
            if user.has_role(*link.roles)
        ],
        "role_name": ", ".join(role.label for role in Role if user.has_role(role)),
    }
