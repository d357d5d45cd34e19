"""What an agency reads about a review that it asked for: the result only after its release."""

import datetime as dt

import pytest

from referral_portal.outbox.enums import Audience, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals import corrections, workflow
from referrals.agency_reviews import NOT_WANTED, OPEN, OVERTAKEN, TOLD, reviews_for
from referrals.enums import EndingCode
from referrals.reviews import assign_review, settle_review
from tests.factories.accounts import UserFactory
from tests.factories.desk import risk_held
from tests.factories.reviews import LATER, asked, declined

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer():
    return UserFactory(coordinator=True)


@pytest.fixture
def referral(reviewer):
    referral = declined(UserFactory(coordinator=True), agency=True)
    asked(referral, reviewer, "referrer")
    return referral


def settle(referral, reviewer, outcome):
    review = referral.decision_reviews.get()
    assign_review(review_id=review.pk, reviewer=reviewer, by=reviewer, now=LATER)
    settle_review(review_id=review.pk, outcome=outcome, words="Why.", by=reviewer, now=LATER)
    referral.refresh_from_db()


def to_referrer(event, status):
    rows = OutgoingMessage.objects.filter(event=f"{event}_{Audience.REFERRER}")
    assert rows.update(status=status) == 1


def read(referral, now=LATER):
    (one,) = reviews_for(referral, now=now)
    return one


def test_an_open_one_has_the_date_of_its_result_until_that_has_passed(referral):
    one = read(referral)
    assert (one.asked_at, one.words, one.due_at.date()) == (LATER, OPEN, dt.date(2026, 12, 18))
    assert read(referral, now=one.due_at + dt.timedelta(minutes=1)).due_at is None


@pytest.mark.parametrize("outcome", ["upheld", "overturned"])
def test_a_result_reads_like_an_open_review_until_the_agency_may_know_it(
    referral, reviewer, outcome
):
    before = read(referral)

    settle(referral, reviewer, outcome)

    assert read(referral) == before
    to_referrer(outcome, MessageStatus.SENT)
    assert (read(referral).words, read(referral).due_at) == (TOLD[outcome], None)


@pytest.mark.parametrize("outcome", ["upheld", "overturned"])
def test_a_result_whose_message_was_cancelled_is_not_told_and_the_review_has_ended(
    referral, reviewer, outcome
):
    settle(referral, reviewer, outcome)
    to_referrer(outcome, MessageStatus.CANCELLED)
    assert read(referral).words == OVERTAKEN

    # Something newer waits, so the agency reads what it read before.
    OutgoingMessage.objects.filter(event="declined_referrer").update(
        status=MessageStatus.WAITING_RELEASE
    )
    assert read(referral).words == OPEN


def test_one_that_is_no_longer_wanted_has_ended(referral, reviewer):
    settle(referral, reviewer, "not_wanted")
    assert read(referral).words == NOT_WANTED


def test_a_decision_that_is_undone_later_changes_nothing_about_its_review(referral, reviewer):
    settle(referral, reviewer, "upheld")
    to_referrer("upheld", MessageStatus.SENT)
    manager = UserFactory(manager=True)

    corrections.correct(referral_id=referral.pk, words="New facts.", by=manager, now=LATER)

    assert read(referral).words == TOLD["upheld"]


def test_of_two_reviews_each_has_its_own_result(referral, reviewer):
    settle(referral, reviewer, "overturned")
    to_referrer("overturned", MessageStatus.SENT)
    again = LATER + dt.timedelta(hours=1)
    workflow.decline(
        referral_id=referral.pk, code=EndingCode.NOT_READY, words="Not yet.", now=again,
        by=UserFactory(coordinator=True), **risk_held(),
    )  # fmt: skip
    OutgoingMessage.objects.update(status=MessageStatus.SENT)
    asked(referral, reviewer, "referrer", now=again)

    assert [one.words for one in reviews_for(referral, now=again)] == [TOLD["overturned"], OPEN]


def test_a_review_that_the_participant_asked_for_is_not_the_agencys(reviewer):
    referral = declined(UserFactory(coordinator=True), agency=True)
    asked(referral, reviewer, "participant")
    assert reviews_for(referral, now=LATER) == []
