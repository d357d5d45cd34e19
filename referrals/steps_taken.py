"""The steps that a referral has taken, from the history that it holds or from the database.

This module only reads.
"""

from referrals.models import Referral, StatusChange


def newest_step(referral: Referral, *verbs: str) -> StatusChange | None:
    """Return the newest step of `referral`, of one of `verbs` if any are named.

    A page that has read the history attached it to `referral`. A verb locks a row of its own, which
    holds none, so it reads the history anew.
    """
    steps = [one for one in referral.status_changes.all() if not verbs or one.verb in verbs]
    return max(steps, key=lambda one: one.number, default=None)
