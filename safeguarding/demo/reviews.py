"""What people say against a decision in the demonstration: a review, and a complaint."""

import datetime as dt

from referrals import agency
from referrals.complaints import record_complaint
from referrals.models import Complainant, Referral


def ask_for_review(referral: Referral, *, users: dict, now: dt.datetime) -> None:
    """Let the agency ask for a review of the decision about `referral`, of which it was told."""
    agency.ask_again(
        referral_id=referral.pk,
        why="His licence ends in four weeks, and probation agrees that he can come before.",
        by=users["agency"],
        now=now,
    )


def complain(referral: Referral, *, users: dict, now: dt.datetime) -> None:
    """Record that the participant of `referral` complains about a coordinator."""
    coordinator = users["coordinator"]
    record_complaint(
        referral_id=referral.pk,
        made_by=Complainant.PARTICIPANT,
        words="You called me at work after I had asked for calls in the evening.",
        about=[coordinator.pk],
        by=coordinator,
        now=now,
    )
