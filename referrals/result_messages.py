"""The messages about the result of a review or a complaint, to those who asked and to nobody else.

They wait for release like a decision, and say only that there is a result.
"""

import datetime as dt

from referral_portal.outbox.enums import Audience
from referrals.enums import MessageEvent
from referrals.message_keys import review_cause
from referrals.models import Complaint, DecisionReview
from referrals.notifications import queue_about, recipients_of


def decision_upheld(review: DecisionReview, *, now: dt.datetime) -> None:
    """Tell those who asked for a review, after release, that the decision stays."""
    event, decision = MessageEvent.UPHELD, review.decision
    to_referrer = review.asked_by == Audience.REFERRER
    for to, audience in recipients_of(event, review.referral):
        if (audience == Audience.REFERRER) == to_referrer:
            told = {"cause": review_cause(decision.number), "now": now, "wait": True}
            queue_about(
                review.referral, event, to=to, audience=audience, was=decision.from_status, **told
            )


def complaint_settled(complaint: Complaint, *, now: dt.datetime) -> None:
    """Ask those who complained, after release, to call about the result; nobody else is told."""
    for to, audience in recipients_of(MessageEvent.ANSWERED, complaint.referral):
        reader = Audience.REFERRER if audience == Audience.REFERRER else Audience.PARTICIPANT
        if complaint.made_by == reader:
            told = {"cause": f"complaint-{complaint.pk}", "now": now, "wait": True}
            queue_about(complaint.referral, MessageEvent.ANSWERED, to=to, audience=audience, **told)
