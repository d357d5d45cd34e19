"""Which decision can be reviewed, and who may review it."""

import pytest

from referrals.enums import EndingCode, Status
from referrals.models import DecisionReview
from referrals.review_rules import decision_of, reviewers_for
from tests.factories.accounts import UserFactory
from tests.factories.desk import make_referral
from tests.factories.restricted import restricted_referral
from tests.factories.reviews import ended, make_review

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("verb", "to", "code", "can"),
    [
        ("decline", Status.DECLINED, EndingCode.NOT_READY, True),
        ("withdraw", Status.WITHDRAWN, EndingCode.MOVED_AREA, True),
        ("remove", Status.REMOVED, EndingCode.NOT_ENGAGED, True),
        ("decline", Status.DECLINED, EndingCode.DIED, False),
        ("complete", Status.COMPLETED, EndingCode.COMPLETED_SESSIONS, False),
        ("accept", Status.AWAITING_ALLOCATION, "", False),
    ],
)
def test_a_decision_that_ended_a_referral_can_be_reviewed(verb, to, code, can):
    goes_on = to == Status.AWAITING_ALLOCATION
    referral = make_referral(status=to) if goes_on else ended(verb, to, code)

    assert bool(decision_of(referral)) is can


def test_a_duplicate_is_no_decision_about_the_person():
    referral = ended(code=EndingCode.DUPLICATE, duplicate_of=make_referral())

    assert decision_of(referral) is None


def test_only_others_at_the_desk_may_review():
    decider, other = UserFactory(coordinator=True), UserFactory(coordinator=True)
    manager = UserFactory(manager=True)
    UserFactory(coordinator=True, is_active=False)
    UserFactory(facilitator=True)
    review = make_review(ended(by=decider), by=decider)

    found = reviewers_for(review)

    assert decider not in found
    assert {other, manager} == set(found)


def test_a_restricted_referral_is_reviewed_only_by_users_named_on_it():
    manager, stranger = UserFactory(manager=True), UserFactory(coordinator=True)
    review = make_review(ended(referral=restricted_referral()))

    assert stranger not in reviewers_for(review)
    assert not DecisionReview.objects.visible_to(stranger).exists()
    assert manager in reviewers_for(review)
