"""Walking a list one referral at a time, as triage does."""

import datetime as dt

import pytest

from referrals.admin.queue.walking import Neighbours, first_of, neighbours
from referrals.admin.queue.which import WhichList, sorts_of
from referrals.enums import Status
from referrals.models import Referral
from tests.factories.desk import NOW, make_person, make_referral, staff
from tests.factories.programmes import DistrictFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return staff(coordinator=True)


@pytest.fixture
def rows():
    person, district = make_person(), DistrictFactory()
    return [
        make_referral(
            person=person, district=district, danger_level=level, status=status,
            submitted_at=NOW - dt.timedelta(days=days), due_on=NOW.date() + dt.timedelta(days=days),
        )
        for level, days, status in [
            (4, 1, "awaiting_triage"), (1, 2, "awaiting_triage"), (1, 1, "information_requested"),
            (4, 1, "awaiting_triage"), (2, 9, "awaiting_triage"), (4, 0, "information_requested"),
        ]
    ]  # fmt: skip


@pytest.mark.parametrize("sort", sorts_of(WhichList()))
def test_a_walk_in_any_order_meets_every_referral_once_both_ways(user, rows, sort):
    which = WhichList(sort=sort)
    wanted = list(Referral.objects.order_by(*which.order).values_list("pk", flat=True))

    there = [first_of(which, user, NOW)]
    while following := neighbours(which, Referral.objects.get(pk=there[-1]), user, NOW).next:
        there.append(following)
    back = [there[-1]]
    while earlier := neighbours(which, Referral.objects.get(pk=back[-1]), user, NOW).previous:
        back.append(earlier)

    assert there == wanted
    assert back == wanted[::-1]


def test_the_walk_goes_on_after_a_decision_took_the_referral_off_the_list(user, rows):
    which = WhichList()
    first, second, third, *_ = Referral.objects.order_by(*which.order)
    Referral.objects.filter(pk=second.pk).update(status=Status.SCHEDULED)

    beside = neighbours(which, second, user, NOW)

    assert (beside.previous, beside.next) == (first.pk, third.pk)


def test_a_walk_along_review_dates_begins_again_after_what_is_no_longer_on_hold(user):
    which = WhichList(status=Status.ON_HOLD)
    later, first, second = [
        make_referral(status=Status.ON_HOLD, review_on=NOW.date() + dt.timedelta(days=days))
        for days in (9, 1, 2)
    ]
    assert first_of(which, user, NOW) == first.pk
    assert neighbours(which, second, user, NOW) == Neighbours(first.pk, later.pk, "3")
    second.status, second.review_on = Status.AWAITING_TRIAGE, None
    second.save()

    assert neighbours(which, second, user, NOW) == Neighbours(None, first.pk, "2")


def test_a_walk_skips_what_the_user_may_not_see(user, rows):
    which = WhichList()
    first, second, third, *_ = Referral.objects.order_by(*which.order)
    Referral.objects.filter(pk=second.pk).update(is_restricted=True)

    beside = neighbours(which, first, user, NOW)

    assert (beside.next, beside.number) == (third.pk, "5")


def test_an_empty_list_has_no_first_referral(user, rows):
    assert first_of(WhichList(status="removed"), user, NOW) is None


def test_a_page_of_a_list_begins_where_its_address_says(user, rows):
    which = WhichList()
    first, second, *_ = Referral.objects.order_by(*which.order)
    after = f"{first.danger_level}~{first.submitted_at.isoformat()}~{first.pk}"

    assert first_of(WhichList(after=after), user, NOW) == second.pk
