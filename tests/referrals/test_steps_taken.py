"""The newest step of a referral, from the history that it holds or from the database."""

import pytest

from referral_portal.common.together import attach
from referrals import workflow
from referrals.steps_taken import newest_step
from tests.factories.desk import NOW, make_referral, staff

pytestmark = pytest.mark.django_db


def asked_and_answered():
    referral = make_referral()
    by = {"referral_id": referral.pk, "by": staff(coordinator=True), "now": NOW}
    workflow.request_information(question="Where?", **by)
    workflow.receive_information(answer="Here.", **by)
    return referral


def test_the_newest_step_and_the_newest_of_some_verbs():
    referral = asked_and_answered()

    assert newest_step(referral).verb == "receive_information"
    assert newest_step(referral, "request_information", "accept").verb == "request_information"
    assert newest_step(referral, "accept") is None
    assert newest_step(make_referral(), "accept") is None


def test_the_history_that_it_holds_is_not_read_again(django_assert_num_queries):
    referral = asked_and_answered()
    attach(referral, "status_changes", list(referral.status_changes.order_by("number")))

    with django_assert_num_queries(0):
        assert newest_step(referral).verb == "receive_information"
        assert newest_step(referral, "request_information").verb == "request_information"
