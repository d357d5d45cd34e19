"""A review of a decision: asked once, by another user, with its own date and its own messages."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from referral_portal.audit.models import AuditEvent
from referral_portal.common.refusals import Refusal
from referral_portal.outbox.enums import Audience, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.sealing.models import SealedEnvelope
from referrals import corrections
from referrals.enums import Status, Trigger
from referrals.models import DecisionReview
from referrals.reviews import assign_review, can_be_asked, settle_review
from referrals.workflow import ChangedMeanwhile
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.desk import make_referral
from tests.factories.programmes import ProgrammeVersionFactory
from tests.factories.reviews import LATER, asked, declined

pytestmark = pytest.mark.django_db


@pytest.fixture
def decider():
    return UserFactory(coordinator=True, last_name="Decider")


@pytest.fixture
def reviewer():
    return UserFactory(coordinator=True, last_name="Reviewer")


@pytest.fixture
def manager():
    return UserFactory(manager=True)


def given(referral, decider, reviewer):
    """Return a review of the decision about `referral` that `reviewer` has."""
    review = asked(referral, reviewer)
    return assign_review(review_id=review.pk, reviewer=reviewer, by=reviewer, now=LATER)


def settle(review, by, outcome, **more):
    return settle_review(
        review_id=review.pk, outcome=outcome, words="The reasons.", by=by, now=LATER, **more
    )


# -- Asking -------------------------------------------------------------------------------------
def test_asking_starts_a_clock_and_tells_the_link_worker(decider, reviewer):
    referral = declined(decider)
    sealed = SealedEnvelope.objects.count()

    review = asked(referral, reviewer)

    assert (review.decided_by, review.recorded_by) == (decider, reviewer)
    assert review.decision == referral.status_changes.get()
    # Ten working days after Friday 4 December.
    assert review.due_at.date() == dt.date(2026, 12, 18)
    assert SealedEnvelope.objects.count() == sealed + 1
    event = AuditEvent.objects.get(action="review.ask")
    assert event.data == {"review": str(review.pk)}


def test_a_decision_is_reviewed_once_whoever_asks(decider, reviewer):
    referral = declined(decider, agency=True)
    asked(referral, reviewer)

    for asked_by in ("participant", "referrer"):
        assert not can_be_asked(referral, asked_by, now=LATER)
        with pytest.raises(Refusal, match="reviewed once"):
            asked(referral, reviewer, asked_by)
    again = DecisionReview.objects.get()
    again.pk, again._state.adding = None, True
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


def test_nobody_asks_before_the_asker_was_told(decider, reviewer):
    referral = declined(decider, agency=True, told=False)
    OutgoingMessage.objects.filter(audience=Audience.REFERRER).update(status=MessageStatus.SENT)

    with pytest.raises(Refusal, match="not been released"):
        asked(referral, reviewer)
    assert asked(referral, reviewer, "referrer").asked_by == "referrer"


@pytest.mark.parametrize(
    ("asked_by", "changes", "error"),
    [
        ("participant", {"why": " "}, "Say why"),
        ("stranger", {}, "Say who asks"),
        ("referrer", {}, "no referrer"),
    ],
)
def test_what_is_missing_is_asked_for(decider, reviewer, asked_by, changes, error):
    referral = declined(decider)
    with pytest.raises(Refusal, match=error):
        asked(referral, reviewer, asked_by, **changes)


def test_what_is_not_decided_cannot_be_reviewed(reviewer):
    with pytest.raises(Refusal, match="no decision here"):
        asked(make_referral(), reviewer)


def test_an_agency_asks_for_its_own_referral_and_only_for_itself(decider):
    referral = declined(decider, agency=True)
    worker = UserFactory(agency_referrer=True, agency=referral.referrer.agency)
    stranger = UserFactory(agency_referrer=True, agency=AgencyFactory())

    for by, asked_by in ((stranger, "referrer"), (worker, "participant")):
        with pytest.raises(PermissionDenied):
            asked(referral, by, asked_by)
    for by in (UserFactory(facilitator=True), UserFactory(commissioner=True)):
        with pytest.raises(PermissionDenied):
            asked(referral, by)
    assert asked(referral, worker, "referrer").recorded_by == worker


# -- Giving it to a reviewer --------------------------------------------------------------------
def test_the_decider_neither_reviews_nor_chooses_the_reviewer(decider, reviewer, manager):
    review = asked(declined(decider), manager)

    with pytest.raises(Refusal, match="another user chooses"):
        assign_review(review_id=review.pk, reviewer=reviewer, by=decider, now=LATER)
    with pytest.raises(Refusal, match="did not make this decision") as refused:
        assign_review(review_id=review.pk, reviewer=decider, by=manager, now=LATER)
    assert refused.value.field == "reviewer"
    with pytest.raises(IntegrityError), transaction.atomic():
        DecisionReview.objects.update(reviewer=decider)
    given_to = assign_review(review_id=review.pk, reviewer=reviewer, by=manager, now=LATER)
    assert given_to.reviewer == reviewer


def test_only_a_user_of_the_desk_becomes_the_reviewer(decider, manager):
    review = asked(declined(decider), manager)
    for trait in ("facilitator", "administrator", "auditor"):
        with pytest.raises(Refusal):
            assign_review(
                review_id=review.pk, reviewer=UserFactory(**{trait: True}), by=manager, now=LATER
            )


def test_the_second_of_two_who_give_it_is_told(decider, reviewer, manager):
    review = asked(declined(decider), manager)
    assign_review(review_id=review.pk, reviewer=reviewer, by=manager, now=LATER, version=1)

    with pytest.raises(ChangedMeanwhile):
        assign_review(review_id=review.pk, reviewer=manager, by=manager, now=LATER, version=1)


# -- The result ---------------------------------------------------------------------------------
def test_only_the_reviewer_settles_it(decider, reviewer, manager):
    review = given(declined(decider), decider, reviewer)

    for by in (decider, manager, UserFactory(coordinator=True)):
        with pytest.raises(PermissionDenied):
            settle(review, by, "upheld")
    review.refresh_from_db()
    assert review.outcome is None


def test_overturned_it_is_decided_anew_with_a_new_date_and_a_message_that_waits(decider, reviewer):
    referral = declined(decider, agency=True)
    review = given(referral, decider, reviewer)

    settle(review, reviewer, "overturned")

    referral.refresh_from_db()
    assert (referral.status, referral.ended_at) == (Status.AWAITING_TRIAGE, None)
    assert referral.due_at > LATER
    change = referral.status_changes.order_by("-number").first()
    assert (change.verb, change.by, change.words) == ("overturn", reviewer, "The reasons.")
    sent = OutgoingMessage.objects.filter(event__startswith="overturned")
    assert {(one.audience, one.status) for one in sent} == {
        (Audience.PARTICIPANT, MessageStatus.WAITING_RELEASE),
        (Audience.REFERRER, MessageStatus.WAITING_RELEASE),
    }


def test_overturned_it_can_be_accepted_at_once_for_a_programme(decider, reviewer):
    referral = declined(decider)
    review = given(referral, decider, reviewer)
    programme = ProgrammeVersionFactory(group=True).programme

    with pytest.raises(Refusal, match="Say why you choose"):
        settle(review, reviewer, "overturned", programme=programme)
    review.refresh_from_db()
    assert review.outcome is None
    settle(review, reviewer, "overturned", programme=programme, reason="He is well again.")

    referral.refresh_from_db()
    assert (referral.status, referral.programme) == (Status.AWAITING_ALLOCATION, programme)


def test_a_message_of_the_decision_that_still_waits_is_cancelled(decider, reviewer):
    referral = declined(decider, agency=True, told=False)
    to_participant = OutgoingMessage.objects.filter(audience=Audience.PARTICIPANT)
    to_participant.update(status=MessageStatus.SENT)

    settle(given(referral, decider, reviewer), reviewer, "overturned")

    waited = OutgoingMessage.objects.get(event="declined_referrer")
    assert waited.status == MessageStatus.CANCELLED


@pytest.mark.parametrize("asked_by", ["participant", "referrer"])
def test_upheld_only_those_who_asked_are_told_and_after_the_release(decider, reviewer, asked_by):
    referral = declined(decider, agency=True)
    review = asked(referral, reviewer, asked_by)
    assign_review(review_id=review.pk, reviewer=reviewer, by=reviewer, now=LATER)

    settle(review, reviewer, "upheld")

    message = OutgoingMessage.objects.get(event__startswith="upheld")
    assert (message.audience, message.status) == (asked_by, MessageStatus.WAITING_RELEASE)
    referral.refresh_from_db()
    assert referral.status == Status.DECLINED


def test_no_longer_wanted_changes_and_sends_nothing(decider, reviewer):
    review = given(declined(decider), decider, reviewer)
    written = OutgoingMessage.objects.count()

    settled = settle(review, reviewer, "not_wanted")

    assert settled.settled_at == LATER
    assert OutgoingMessage.objects.count() == written
    with pytest.raises(Refusal, match="settled already"):
        settle(review, reviewer, "upheld")


@pytest.mark.parametrize("missing", [{"words": " "}, {"outcome": "perhaps"}])
def test_a_result_needs_reasons_and_is_one_of_the_list(decider, reviewer, missing):
    review = given(declined(decider), decider, reviewer)
    given_result = {"outcome": "upheld", "words": "x", "by": reviewer, "now": LATER} | missing
    with pytest.raises(Refusal):
        settle_review(review_id=review.pk, **given_result)


# -- Beside the other ways back -----------------------------------------------------------------
def test_nobody_undoes_a_decision_whose_review_is_open(decider, reviewer, manager):
    referral = declined(decider)
    review = given(referral, decider, reviewer)
    undo = {"referral_id": referral.pk, "words": "Wrong.", "by": manager, "now": LATER}

    with pytest.raises(Refusal, match="review of this decision is open"):
        corrections.correct(**undo)
    settle(review, reviewer, "upheld")

    assert corrections.correct(**undo).status == Status.AWAITING_TRIAGE


def test_nobody_overturns_without_a_review(reviewer):
    referral = declined(UserFactory(coordinator=True))
    asked = {"referral_id": referral.pk, "words": "x", "now": LATER}

    with pytest.raises(PermissionDenied):
        corrections.overturn(**asked, by=reviewer)
    with pytest.raises(PermissionDenied):
        corrections.overturn(**asked, by=UserFactory(facilitator=True), follows_from=Trigger.REVIEW)
