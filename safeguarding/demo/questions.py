"""The agency's referrals in the demonstration: a question for it, what it added, its own reference."""

import datetime as dt

from referrals import agency, workflow
from referrals.models import Referral


def ask_agency(referral: Referral, *, coordinator, worker, now: dt.datetime) -> None:
    """Ask the agency about its referral; it has added something and named its own case."""
    agency.set_own_reference(referral_id=referral.pk, reference="EFS 2026/118", by=worker, now=now)
    agency.add_information(
        referral_id=referral.pk,
        words="He has moved to a flat of his own and is free on Tuesday evenings from now on.",
        by=worker,
        now=now,
    )
    workflow.request_information(
        referral_id=referral.pk,
        question="When did the earlier programme end, and who ran it?",
        by=coordinator,
        now=now,
    )
