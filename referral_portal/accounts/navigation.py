"""The one menu of signed-in people as data: which page, under which words, for which roles.

Addresses are names of URLs, because most pages belong to apps above this one. No permission is
decided here: a page guards itself.
"""

from dataclasses import dataclass

from referral_portal.accounts.roles import RULES, Role
from referral_portal.common.addresses import address_of

USES_ADMIN = tuple(role for role, rule in RULES.items() if rule.uses_admin)


@dataclass(frozen=True)
class Link:
    """One entry of the menu; `pages` are the beginnings of the URL names of the pages below it."""

    text: str
    url_name: str
    roles: tuple[Role, ...]
    pages: tuple[str, ...]

    def match(self, url_name: str) -> int:
        """Return how well a page belongs below this entry: 0 if not at all, more if closer."""
        return max((len(page) for page in self.pages if url_name.startswith(page)), default=0)


LINKS = (
    Link("Your work", "admin:index", USES_ADMIN, ("admin:",)),
    Link(
        "Referrals",
        "admin:referrals_referral_changelist",
        (Role.COORDINATOR, Role.MANAGER),
        ("admin:referrals_referral_", "admin:referrals_possiblematch_", "referrals:caller"),
    ),
    Link(
        "Call-backs",
        "admin:referrals_callback_changelist",
        (Role.COORDINATOR, Role.MANAGER),
        ("admin:referrals_callback_",),
    ),
    Link(
        "Team",
        "admin:referrals_referral_team",
        (Role.COORDINATOR, Role.MANAGER),
        (
            "admin:referrals_referral_team",
            "admin:referrals_referral_held",
            "admin:referrals_referral_unassigned",
        ),
    ),
    Link(
        "Cohorts",
        "cohorts:list",
        (Role.COORDINATOR, Role.MANAGER, Role.FACILITATOR, Role.CO_FACILITATOR),
        ("cohorts:", "admin:cohorts_"),
    ),
    Link(
        "Summary",
        "referrals:summary",
        (Role.COMMISSIONER, Role.MANAGER, Role.AUDITOR),
        ("referrals:summary",),
    ),
    Link(
        "Your referrals",
        "referrals:your_referrals",
        (Role.AGENCY,),
        ("referrals:your_referrals", "referrals:own_"),
    ),
    Link(
        "Refer someone",
        "referrals:refer",
        (Role.AGENCY,),
        ("referrals:refer", "referrals:agency_"),
    ),
    Link("Your account", "account", tuple(Role), ("account", "sign_in_set_up")),
)


def menu_of(roles: frozenset[str], url_name: str) -> list[dict]:
    """Return the menu of these roles, with the entry marked that the page `url_name` is below."""
    links = [link for link in LINKS if not roles.isdisjoint(link.roles)]
    current = max(links, key=lambda link: link.match(url_name), default=None)
    return [
        {
            "text": link.text,
            "url": address_of(link.url_name),
            "is_current": link is current and link.match(url_name) > 0,
        }
        for link in links
    ]


def roles_in_words(user) -> str:
    """Return the names of a user's roles, and the agency of a user who has one."""
    names = [role.label for role in Role if user.has_role(role)]
    return ", ".join([*names, str(user.agency)] if user.agency else names)
