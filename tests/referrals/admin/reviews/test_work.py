"""The open reviews among the work of the desk."""

import datetime as dt

import pytest
import time_machine
from django.test import RequestFactory

from referrals.admin.reviews.work import open_reviews
from referrals.models import DecisionReview
from tests.factories.desk import staff
from tests.factories.restricted import restricted_referral
from tests.factories.reviews import LATER, ended, make_review

pytestmark = pytest.mark.django_db


def work(user):
    request = RequestFactory().get("/admin/")
    request.user = user
    with time_machine.travel(LATER, tick=False):
        return open_reviews(request)


def items(user):
    return [(item.count, item.is_urgent) for item in work(user)]


def test_each_row_names_the_participant():
    review = make_review(ended())

    (item,) = work(staff(coordinator=True))

    assert [row.name for row in item.rows] == [review.referral.participant.name]


def test_it_counts_what_the_user_may_see_and_is_urgent_when_one_is_late():
    coordinator = staff(coordinator=True)
    make_review(ended(referral=restricted_referral()))
    assert items(coordinator) == []
    seen = make_review(ended())
    assert items(coordinator) == [("1", False)]

    DecisionReview.objects.filter(pk=seen.pk).update(due_at=LATER - dt.timedelta(days=1))

    assert items(coordinator) == [("1", True)]
    assert items(staff(facilitator=True)) == []
    DecisionReview.objects.update(outcome="not_wanted", settled_at=LATER)
    assert items(coordinator) == []
