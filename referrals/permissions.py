"""Who may read referrals at the desk, and who may decide about them.

Coordinators read and decide, and undo their own decisions. Managers read, undo decisions, and answer
like a coordinator whether two participants are one person. An agency's workers follow its own
referrals. For every other user the pages do not exist.
"""

from django.core.exceptions import PermissionDenied

from referral_portal.accounts.models import User
from referral_portal.accounts.roles import Role

# The role is enough to read: checking its permission too would cost the queue two more queries.
READS = (Role.COORDINATOR, Role.MANAGER)


def can_read_referrals(user) -> bool:
    """Return whether `user` may open the queue and a referral."""
    return user.is_active and user.has_role(*READS)


def check_can_read_referrals(user) -> None:
    """Raise PermissionDenied unless `user` may open the queue and a referral."""
    if not can_read_referrals(user):
        raise PermissionDenied("Only a coordinator or a programme manager can do this.")


def can_triage(user) -> bool:
    """Return whether `user` may decide about a referral that has no place yet."""
    return (
        user.is_active
        and user.has_role(Role.COORDINATOR)
        and user.has_perm("referrals.triage_referral")
    )


def can_correct(user) -> bool:
    """Return whether `user` may undo decisions: a manager any, a coordinator some of their own."""
    return can_triage(user) or (user.is_active and user.has_role(Role.MANAGER))


def can_answer_matches(user) -> bool:
    """Return whether `user` may answer whether two participants are one person."""
    return can_read_referrals(user)


def check_can_answer_matches(user) -> None:
    """Raise PermissionDenied unless `user` may answer whether two participants are one person."""
    if not can_answer_matches(user):
        raise PermissionDenied("Only a coordinator or a programme manager can answer this.")


def check_can_triage(user) -> None:
    """Raise PermissionDenied unless `user` may decide about referrals."""
    if not can_triage(user):
        raise PermissionDenied("Only a coordinator can decide about referrals.")


def can_name_people(user) -> bool:
    """Return whether `user` may name the people who see a restricted referral."""
    return user.is_active and user.has_role(Role.MANAGER)


def can_redact(user) -> bool:
    """Return whether `user` may agree that the words of an answer are taken out."""
    return user.is_active and user.has_role(Role.MANAGER)


def can_follow_own_referrals(user) -> bool:
    """Return whether `user` works for an agency that refers, and may see its referrals."""
    return (
        user.is_active
        and user.has_role(Role.AGENCY)
        and user.agency is not None
        and user.agency.is_active
    )


def managers():
    """Return the active programme managers, by name."""
    users = User.objects.filter(is_active=True, groups__name=Role.MANAGER)
    return users.order_by("last_name", "first_name", "pk")
