"""The rows of a referral."""

from referrals.models.answers_back import CardAudience, CardBasis, KeepApart, ReleasedCard
from referrals.models.callbacks import CallAttempt, CallBack
from referrals.models.draft import Draft
from referrals.models.history import EligibilityCheck, StatusChange
from referrals.models.people import Participant, Referrer
from referrals.models.referral import Referral

__all__ = [
    "CallAttempt",
    "CallBack",
    "CardAudience",
    "CardBasis",
    "Draft",
    "EligibilityCheck",
    "KeepApart",
    "Participant",
    "Referral",
    "Referrer",
    "ReleasedCard",
    "StatusChange",
]
