"""Reviews of decisions, and the decisions that they are about."""

import datetime as dt

from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals import workflow
from referrals.enums import EndingCode, Status
from referrals.models import Complaint, ComplaintAbout, DecisionReview, Referral, StatusChange
from referrals.reviews import ask_for_review
from tests.factories.accounts import UserFactory
from tests.factories.desk import NOW, make_referral, risk_held

LATER = NOW + dt.timedelta(days=3)


def ended(
    verb="decline", to=Status.DECLINED, code=EndingCode.NOT_READY, *, referral=None, **more
) -> Referral:
    """Return a referral that `verb` has ended, without a message to anyone."""
    referral = referral or make_referral()
    referral.status, referral.ended_at, referral.ending_code = to, NOW, code
    referral.save()
    StatusChange.objects.create(
        referral=referral,
        number=2,
        verb=verb,
        from_status=Status.AWAITING_TRIAGE,
        to_status=to,
        code=code,
        at=NOW,
        **more,
    )
    return referral


def make_review(
    referral: Referral, *, by=None, reviewer=None, number=2, why="Invented."
) -> DecisionReview:
    """Return a review by `reviewer` of the decision with this number, which `by` made."""
    return DecisionReview.objects.create(
        referral=referral,
        decision=referral.status_changes.get(number=number),
        decided_by=by,
        asked_by="participant",
        why=why,
        asked_at=NOW,
        recorded_by=by or UserFactory(coordinator=True),
        due_at=NOW + dt.timedelta(days=14),
        reviewer=reviewer,
    )


def declined(by, *, agency=False, told=True, **fields) -> Referral:
    """Return a referral that `by` declined, of which everyone was told."""
    referral = make_referral(agency=agency, **fields)
    workflow.decline(
        referral_id=referral.pk,
        code=EndingCode.NOT_READY,
        words="Not yet.",
        by=by,
        now=NOW,
        **risk_held(),
    )
    if told:
        OutgoingMessage.objects.update(status=MessageStatus.SENT)
    referral.refresh_from_db()
    return referral


def asked(referral: Referral, by, asked_by="participant", **changes) -> DecisionReview:
    """Return the review of the decision about `referral` that `by` recorded."""
    words = {"why": "I was ill that week.", "now": LATER} | changes
    return ask_for_review(referral_id=referral.pk, asked_by=asked_by, by=by, **words)


def make_complaint(referral: Referral, words="Invented.", *, about=()) -> Complaint:
    """Return an open complaint about `referral`, which names the users `about`."""
    complaint = Complaint.objects.create(
        referral=referral,
        made_by="participant",
        words=words,
        made_at=NOW,
        recorded_by=UserFactory(coordinator=True),
        due_at=NOW + dt.timedelta(days=28),
    )
    for user in about:
        ComplaintAbout.objects.create(complaint=complaint, user=user)
    return complaint


def rows_of_reviews(referral: Referral, *, reviewer, words: str) -> dict:
    """Make a review and a complaint about `referral`; return the id of each by its name in addresses."""
    number = referral.status_changes.order_by("-number").first().number
    review = make_review(referral, reviewer=reviewer, number=number, why=words)
    return {"review_id": review.pk, "complaint_id": make_complaint(referral, words).pk}
