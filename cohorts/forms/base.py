"""Choices that several cohort forms offer: start times, ending codes, members of staff."""

from referral_portal.accounts.models import User
from referral_portal.accounts.roles import Role
from referrals.enums import EndingCode

NOTHING = ("", "Choose one")
WORDS = 2000  # characters, as the history keeps them
REASON = 200  # characters
# Every quarter of an hour in which a session may start.
STARTS = [f"{hour:02}:{minute:02}" for hour in range(8, 21) for minute in (0, 15, 30, 45)]


def codes(choices) -> list[tuple[str, str]]:
    """Return ending codes as choices of a field."""
    return [(code.value, EndingCode(code).label) for code in choices]


def people(*roles: Role, with_agency: bool = False) -> list[tuple[str, str]]:
    """Return the active users who have one of `roles`, as choices of a field."""
    users = User.objects.filter(is_active=True, groups__name__in=roles).distinct()
    return [
        (str(user.pk), f"{user}, {user.agency}" if with_agency and user.agency else str(user))
        for user in users.select_related("agency").order_by("last_name", "first_name", "pk")
    ]
