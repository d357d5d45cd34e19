"""Who may read referrals at the desk, and who may decide about them.

| role        | read | decide | take a step back |
|-------------|------|--------|------------------|
| coordinator | yes  | yes    | no               |
| manager     | yes  | no     | yes              |

Everybody else meets a page that is not there. To read, the role is enough: asking for its group's
permission as well would cost the queue two more queries. Which rows come from `visible_to`.
"""

from django.core.exceptions import PermissionDenied

from referral_portal.accounts.roles import Role

READS = (Role.COORDINATOR, Role.MANAGER)


def can_read_referrals(user) -> bool:
    """Return whether `user` may open the queue and a referral."""
    return user.is_active and user.has_role(*READS)


def can_triage(user) -> bool:
    """Return whether `user` may accept, decline, ask, note an answer or end before a place."""
    return (
        user.is_active
        and user.has_role(Role.COORDINATOR)
        and user.has_perm("referrals.triage_referral")
    )


def can_correct(user) -> bool:
    """Return whether `user` may take the last step of a referral back."""
    return user.is_active and user.has_role(Role.MANAGER)


def check_can_triage(user) -> None:
    """Raise PermissionDenied unless `user` may decide about referrals."""
    if not can_triage(user):
        raise PermissionDenied("Only a coordinator decides about referrals.")
