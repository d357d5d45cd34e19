"""Where our staff read about a referral."""

from django.conf import settings

from referrals.enums import Route
from referrals.models import Referral


def mailbox_for(referral: Referral) -> str:
    """Return the coordinator's mailbox for this route, or a named manager's of a restricted one."""
    if referral.is_restricted and (to := referral.named_users.address()):
        return to
    if referral.route == Route.AGENCY:
        return settings.COORDINATOR_EMAIL_AGENCY
    return settings.COORDINATOR_EMAIL_SELF
