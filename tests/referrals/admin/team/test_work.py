"""The first page of the admin: a coordinator's own referrals, and what colleagues left behind."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from referrals.admin.team.work import team_work
from referrals.assignments import take_all
from tests.factories.desk import NOW, make_referral, staff
from tests.factories.restricted import restricted_referral

pytestmark = pytest.mark.django_db


def work_of(user) -> dict:
    request = RequestFactory().get("/")
    request.user = user
    return {item.text: item for item in team_work(request)}


def test_a_coordinator_reads_what_is_with_them_and_a_manager_does_not():
    anna = staff(coordinator=True)
    take_all(referral_ids=[make_referral().pk, make_referral().pk], by=anna, now=NOW)
    make_referral()
    item = work_of(anna)["With you"]
    assert item.count == "2"
    assert item.url == reverse("admin:referrals_referral_held", args=[anna.pk])
    assert work_of(staff(manager=True)) == {}
    assert work_of(staff(auditor=True)) == {}


def test_what_was_left_behind_is_urgent_and_a_hidden_referral_is_not_counted():
    anna, manager = staff(coordinator=True), staff(manager=True)
    gone, moved = staff(coordinator=True), staff(coordinator=True)
    secret = restricted_referral(named=[gone])
    take_all(referral_ids=[make_referral().pk, secret.pk], by=gone, now=NOW)
    take_all(referral_ids=[make_referral().pk], by=moved, now=NOW)
    assert "Left behind" not in work_of(anna)
    gone.is_active = False
    gone.save()
    moved.groups.clear()

    item = work_of(anna)["Left behind"]

    assert (item.count, item.is_urgent) == ("2", True)
    assert work_of(manager)["Left behind"].count == "3"
