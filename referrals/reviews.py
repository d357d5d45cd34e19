"""The verbs of a review: ask for one, give it to a reviewer, and settle it.

Each decision that ended a referral is reviewed once, by a user who did not make it. Only a decision
of which the asker was told can be reviewed. The link worker of the referral gets a sealed note of
every review, because being asked changes the risk, and messages about the result wait for release.
"""

import datetime as dt
import uuid

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from programmes.clocks import clocks_for
from programmes.models import Programme
from referral_portal.accounts.models import User
from referral_portal.accounts.roles import Role
from referral_portal.audit.recorder import record
from referral_portal.common.dates import end_of_day, local_today, working_days_after
from referral_portal.common.refusals import Refusal
from referral_portal.outbox.enums import Audience
from referrals import corrections, result_messages
from referrals.enums import Trigger
from referrals.letters import Known, told
from referrals.models import DecisionReview, Referral, ReviewAsker, ReviewOutcome, StatusChange
from referrals.notes import seal_note
from referrals.permissions import can_read_referrals, check_can_read_referrals
from referrals.review_rules import decision_of, may_review
from referrals.workflow import ChangedMeanwhile, locked

AUDIENCES = {
    ReviewAsker.PARTICIPANT: Audience.PARTICIPANT,
    ReviewAsker.REFERRER: Audience.REFERRER,
}
NOTHING = "There is no decision here that can be reviewed."
NOT_TOLD = "The message about this decision has not been released yet, so nobody can ask for a review of it."
ONCE = "A review of this decision was asked for already. A decision is reviewed once."
NOTE = "{} has asked for a review of the decision “{}”. The result is due by {:%-d %B %Y}."


def review_due(referral: Referral, now: dt.datetime) -> dt.datetime:
    """Return when a review that is asked for at `now` is due."""
    today, days = local_today(now), settings.REVIEWS["working_days"]
    closed = clocks_for(referral.pathway, today).closed
    return end_of_day(working_days_after(today, days, closed))


def can_be_asked(
    referral: Referral, asked_by: str, *, now: dt.datetime, known: Known | None = None
) -> bool:
    """Return whether `asked_by` can ask for a review of the decision about `referral` at `now`."""
    try:
        _decision(referral, asked_by, now, known)
    except Refusal:
        return False
    return True


def ask_for_review(
    *, referral_id: uuid.UUID, asked_by: str, why: str, by, now: dt.datetime
) -> DecisionReview:
    """Ask for a review of the decision that ended a referral, and start its clock.

    The desk records it for the participant or the referrer; an agency asks for its own referral.
    Raises Refusal without `why`, for a decision that cannot be reviewed or was reviewed already, and
    before the asker was told of it; PermissionDenied.
    """
    is_desk = can_read_referrals(by)
    is_referrer = by.has_role(Role.AGENCY) and asked_by == ReviewAsker.REFERRER
    if not (is_desk or is_referrer):
        raise PermissionDenied("Only the desk can record this.")
    if not why.strip():
        raise Refusal("Say why the decision is wrong.", "why")
    with transaction.atomic():
        referral = locked(referral_id, None)
        if not Referral.objects.visible_to(by).filter(pk=referral.pk).exists():
            raise PermissionDenied("This referral is not yours to open.")
        try:
            decision = _decision(referral, asked_by, now)
        except Refusal:
            if is_desk:
                raise
            # An agency that was not told must not read that there is a decision.
            raise Refusal(NOTHING) from None
        due_at = review_due(referral, now)
        review = DecisionReview.objects.create(
            referral=referral,
            decision=decision,
            decided_by_id=decision.by_id,
            asked_by=asked_by,
            why=why.strip(),
            asked_at=now,
            recorded_by=by,
            due_at=due_at,
        )
        record("review.ask", actor=by, target=referral, now=now, review=str(review.pk))
        words = NOTE.format(
            review.get_asked_by_display(), decision.get_to_status_display(), local_today(due_at)
        )
        seal_note(referral_id=referral.pk, words=words, by=by, now=now)
    return review


def assign_review(
    *, review_id: uuid.UUID, reviewer: User, by, now: dt.datetime, version: int | None = None
) -> DecisionReview:
    """Give an open review to a user who did not make the decision; the decider cannot give it.

    Raises Refusal and PermissionDenied.
    """
    check_can_read_referrals(by)
    with transaction.atomic():
        review = _locked(review_id, by, version)
        if review.decided_by_id == by.pk:
            raise Refusal("You made this decision, so another user chooses the reviewer.")
        if not may_review(review, reviewer):
            raise Refusal(
                "Choose a coordinator or a programme manager who did not make this decision and may "
                "see this referral.",
                "reviewer",
            )
        review.reviewer = reviewer
        _save(review, "reviewer")
        record(
            "review.assign", actor=by, target=review.referral, now=now, review=str(review.pk),
            reviewer=reviewer.pk,
        )  # fmt: skip
    return review


def settle_review(
    *,
    review_id: uuid.UUID,
    outcome: ReviewOutcome,
    words: str,
    by,
    now: dt.datetime,
    programme: Programme | None = None,
    reason: str = "",
    version: int | None = None,
) -> DecisionReview:
    """Settle a review as its reviewer, with reasons for the file.

    Overturned, the referral goes back to where it was decided, or is accepted for `programme`
    with a `reason` as in `accept`. Those who hear of the result hear after the release. Raises
    Refusal and PermissionDenied.
    """
    check_can_read_referrals(by)
    if not words.strip():
        raise Refusal("Say in your own words why.", "words")
    if outcome not in ReviewOutcome.values:
        raise Refusal("Choose the result of the review.", "outcome")
    with transaction.atomic():
        review = _locked(review_id, by, version)
        if review.reviewer_id != by.pk or not may_review(review, by):
            raise PermissionDenied("Only the reviewer settles a review.")
        review.outcome, review.words, review.settled_at = outcome, words.strip(), now
        _save(review, "outcome", "words", "settled_at")
        record(
            "review.settle", actor=by, target=review.referral, now=now, review=str(review.pk),
            outcome=outcome,
        )  # fmt: skip
        if outcome == ReviewOutcome.OVERTURNED:
            corrections.overturn(
                referral_id=review.referral_id,
                words=words,
                programme=programme,
                reason=reason,
                by=by,
                now=now,
                follows_from=Trigger.REVIEW,
            )
        elif outcome == ReviewOutcome.UPHELD:
            result_messages.decision_upheld(review, now=now)
    return review


def _decision(
    referral: Referral, asked_by: str, now: dt.datetime, known: Known | None = None
) -> StatusChange:
    """Return the decision of which `asked_by` may ask for a review; raise Refusal."""
    if asked_by not in ReviewAsker.values:
        raise Refusal("Say who asks for the review.", "asked_by")
    if asked_by == ReviewAsker.REFERRER and referral.referrer_id is None:
        raise Refusal("There is no referrer: this is a self-referral.", "asked_by")
    decision = decision_of(referral)
    if decision is None:
        raise Refusal(NOTHING)
    if told(referral, decision.verb, AUDIENCES[asked_by], now=now, known=known) is None:
        raise Refusal(NOT_TOLD)
    reviews = known.reviews if known else DecisionReview.objects.filter(decision=decision)
    if any(one.decision_id == decision.pk for one in reviews):
        raise Refusal(ONCE)
    return decision


def _locked(review_id: uuid.UUID, by, version: int | None) -> DecisionReview:
    """Lock and return an open review that `by` may see, and its referral before it."""
    shown = DecisionReview.objects.visible_to(by).filter(pk=review_id).first()
    if shown is None:
        raise PermissionDenied("This review is not yours to open.")
    locked(shown.referral_id, None)
    reviews = DecisionReview.objects.select_for_update(of=("self",)).select_related("referral")
    review = reviews.get(pk=review_id)
    if version is not None and version != review.version:
        raise ChangedMeanwhile("Another user changed this review while you were reading it.")
    if review.settled_at:
        raise Refusal("This review is settled already.")
    return review


def _save(review: DecisionReview, *fields: str) -> None:
    review.version = F("version") + 1
    review.save(update_fields=[*fields, "version"])
    review.refresh_from_db(fields=["version"])
