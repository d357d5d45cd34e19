"""The models of a referral."""

from referrals.models.amendments import Amendment, EarlierContact, Redaction
from referrals.models.assignments import Assignment
from referrals.models.call_backs import CallBack
from referrals.models.clocks import ClockResult
from referrals.models.complaints import (
    Complainant,
    Complaint,
    ComplaintAbout,
    ComplaintOutcome,
)
from referrals.models.contacts import ClosedSign, ContactLog, NextTry
from referrals.models.draft import Draft
from referrals.models.floods import FloodCount
from referrals.models.handbacks import CardAudience, CardBasis, KeepApart, ReleasedCard
from referrals.models.history import DangerCheck, EligibilityCheck, StatusChange
from referrals.models.matches import MatchDecision, PossibleMatch
from referrals.models.people import Participant, Person, Referrer, search_keys
from referrals.models.questions import Addition, Question
from referrals.models.recent_looks import RecentLook
from referrals.models.referral import Referral
from referrals.models.restricted import NamedUser, NamedUserChange
from referrals.models.reviews import DecisionReview, ReviewAsker, ReviewOutcome
from referrals.models.set_aside import SetAsideChange
from referrals.models.synthetic import SyntheticReturn, SyntheticRound
from referrals.models.tasks import Task

__all__ = [
    "Addition",
    "Amendment",
    "Assignment",
    "CallBack",
    "CardAudience",
    "CardBasis",
    "ClockResult",
    "ClosedSign",
    "Complainant",
    "Complaint",
    "ComplaintAbout",
    "ComplaintOutcome",
    "ContactLog",
    "DangerCheck",
    "DecisionReview",
    "Draft",
    "EarlierContact",
    "EligibilityCheck",
    "FloodCount",
    "KeepApart",
    "MatchDecision",
    "NamedUser",
    "NamedUserChange",
    "NextTry",
    "Participant",
    "Person",
    "PossibleMatch",
    "Question",
    "RecentLook",
    "Redaction",
    "Referral",
    "Referrer",
    "ReleasedCard",
    "ReviewAsker",
    "ReviewOutcome",
    "SetAsideChange",
    "StatusChange",
    "SyntheticReturn",
    "SyntheticRound",
    "Task",
    "search_keys",
]
