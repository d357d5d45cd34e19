"""Restricted referrals, with the managers who are named first."""

from referrals.models import NamedUser, Referral
from referrals.restricting import start_restricted
from tests.factories.desk import NOW, make_referral

POLICE = {"work": {"work": ["police"]}}


def restricted_referral(*, named=(), **fields) -> Referral:
    """Make a restricted referral of a police officer, which names `named` besides the managers."""
    referral = make_referral(is_restricted=True, **{"answers": POLICE, **fields})
    start_restricted(referral, now=NOW)
    for user in named:
        NamedUser.objects.create(referral=referral, user=user, at=NOW)
    return referral
