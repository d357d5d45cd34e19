"""How many open referrals each coordinator has, without those that the reader may not see."""

import datetime as dt

import pytest
from django.db.models import IntegerField

from referral_portal.accounts.any_user import AnyUser
from referral_portal.common.kept_rows import GivenMany, KeptRows
from referrals.assignments import take_all
from referrals.enums import DECLINE_CODES, Status
from referrals.models import Referral
from referrals.workload import (
    coordinators,
    counts_by_holder,
    held_by,
    held_referrals,
    loads_of,
    who_left,
)
from tests.factories.desk import NOW, make_referral, staff
from tests.factories.restricted import restricted_referral
from tests.plans import plan_with

pytestmark = pytest.mark.django_db
LATE = NOW - dt.timedelta(days=5)


def with_(user, *referrals) -> None:
    Referral.objects.filter(pk__in=[one.pk for one in referrals]).update(
        assigned_to=user, assigned_at=NOW
    )


def of(user, reader):
    (load,) = loads_of([user], reader, NOW)
    return load


def test_the_open_referrals_are_counted_by_what_is_to_be_done():
    anna, berta = (staff(coordinator=True, last_name=name) for name in ("Anna", "Berta"))
    ended = {"status": "declined", "ended_at": NOW, "ending_code": DECLINE_CODES[0]}
    with_(
        anna,
        make_referral(danger_level=1),
        make_referral(submitted_at=LATE),
        make_referral(status=Status.INFORMATION_REQUESTED, danger_level=1),
        make_referral(status=Status.ON_HOLD, submitted_at=LATE),
        make_referral(status=Status.AWAITING_ALLOCATION),
        make_referral(status=Status.SCHEDULED),
        make_referral(set_aside_at=NOW),
        make_referral(**ended),
    )
    make_referral()

    load = of(anna, berta)

    assert (load.to_decide, load.same_day, load.overdue) == (2, 2, 1)
    assert (load.waiting, load.on_hold, load.waiting_list, load.with_place) == (1, 1, 1, 1)
    assert load.total == 5
    assert [one.user for one in loads_of(coordinators(), berta, NOW)] == [anna, berta]
    assert of(berta, berta).total == 0


def test_an_account_that_left_referrals_behind_is_listed_and_one_without_is_not():
    anna, gone, empty, moved = (staff(coordinator=True) for _ in range(4))
    with_(gone, make_referral())
    with_(moved, make_referral())
    for user in (gone, empty):
        user.is_active = False
        user.save()
    moved.groups.clear()

    assert list(coordinators()) == [anna]
    assert list(who_left(anna)) == [gone, moved]


def test_an_account_whose_referrals_are_all_hidden_ended_or_set_aside_is_not_named():
    anna, named, gone = (staff(coordinator=True) for _ in range(3))
    secret, ended = restricted_referral(named=[named]), make_referral()
    with_(gone, secret, ended, make_referral(set_aside_at=NOW))
    Referral.objects.filter(pk=ended.pk).update(
        status="declined", ended_at=NOW, ending_code=DECLINE_CODES[0]
    )
    gone.is_active = False
    gone.save()

    assert list(who_left(anna)) == []
    assert list(who_left(named)) == [gone]


def test_a_hidden_referral_is_not_counted():
    anna, berta, manager = staff(coordinator=True), staff(coordinator=True), staff(manager=True)
    secret = restricted_referral(named=[anna])
    with_(anna, secret)
    assert of(anna, berta).total == 0
    assert of(anna, anna).total == of(anna, manager).total == 1
    assert list(held_referrals(berta, anna)) == []
    assert list(held_referrals(anna, anna)) == [secret]


def test_what_nobody_has_is_to_be_shared_out_only_while_it_is_to_be_decided():
    anna = staff(coordinator=True)
    waiting = make_referral()
    make_referral(status=Status.ON_PROGRAMME)
    make_referral(status=Status.AWAITING_ALLOCATION)
    make_referral(set_aside_at=NOW)
    take_all(referral_ids=[make_referral().pk], by=anna, now=NOW)
    assert list(held_referrals(anna, None)) == [waiting]


def test_the_number_of_queries_does_not_grow(django_assert_num_queries):
    anna = staff(coordinator=True)
    assert anna.roles
    with_(anna, make_referral())
    team = [anna]
    with django_assert_num_queries(1):
        loads_of(team, anna, NOW)
    for _ in range(3):
        team.append(staff(coordinator=True))
        with_(team[-1], *(make_referral() for _ in range(3)))
    with django_assert_num_queries(1):
        assert [load.total for load in loads_of(team, anna, NOW)] == [1, 3, 3, 3]


def left_behind(by) -> set:
    """What the first page reads of accounts that have left."""
    rows = held_by(AnyUser(by.roles), GivenMany("holders", IntegerField())).values_list("pk")
    holders = [one.pk for one in who_left(by)]
    found = KeptRows(lambda: rows).read(user=by.pk, agency=None, holders=holders)
    return {pk for (pk,) in found}


def test_what_was_left_behind_is_open_visible_and_of_accounts_that_have_left():
    anna, gone, moved = (staff(coordinator=True) for _ in range(3))
    theirs, of_another, ended = make_referral(), make_referral(), make_referral()
    hidden = restricted_referral(named=[gone])
    with_(gone, theirs, ended, hidden, make_referral(set_aside_at=NOW))
    with_(moved, of_another)
    with_(anna, make_referral())
    Referral.objects.filter(pk=ended.pk).update(
        status="declined", ended_at=NOW, ending_code=DECLINE_CODES[0]
    )
    gone.is_active = False
    gone.save()
    moved.groups.clear()

    assert left_behind(anna) == {theirs.pk, of_another.pk}


def test_an_account_with_nothing_left_behind_costs_one_look_into_the_index():
    plan = plan_with("referral_held", who_left(staff(coordinator=True)).values("pk"))
    assert "using referral_held" in plan, plan
    assert "Index Cond: (assigned_to_id = " in plan, plan


def test_the_loads_of_some_are_read_in_the_index_alone():
    """Not from the table, in which the referrals of one coordinator are far from each other."""
    anna = staff(coordinator=True)
    plan = plan_with("referral_held", counts_by_holder([anna.pk], anna, NOW))
    assert "Index Only Scan using referral_held" in plan, plan
