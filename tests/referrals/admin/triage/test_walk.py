"""The walk: which referrals it takes from a list, and the addresses that keep the list."""

import pytest

from referrals.admin.queue.which import WhichList
from referrals.admin.triage.walk import Walk
from referrals.enums import Status
from tests.factories.desk import NOW, make_referral, staff


def walk_of(user=None, **which) -> Walk:
    return Walk(WhichList(**which), user, NOW)


@pytest.mark.parametrize(
    ("status", "walked"),
    [
        ("open", Status.AWAITING_TRIAGE),
        ("all", Status.AWAITING_TRIAGE),
        (Status.AWAITING_TRIAGE, Status.AWAITING_TRIAGE),
        (Status.INFORMATION_REQUESTED, Status.INFORMATION_REQUESTED),
        ("paused", Status.ON_HOLD),
        (Status.DECLINED, Status.DECLINED),
    ],
)
def test_of_the_queue_only_what_can_be_decided_now_is_walked(status, walked):
    walk = walk_of(status=status, route="agency", sort="-received")

    assert walk.waiting == WhichList(status=walked, route="agency", sort="-received")


@pytest.mark.django_db
def test_the_addresses_keep_the_list_and_its_place_and_start_again_without_the_place():
    referral = make_referral()
    walk = walk_of(staff(coordinator=True), danger="1", after="1~2026-12-01~x")

    assert walk.url(referral.pk).endswith("/triage/?list=danger%3D1%26after%3D1~2026-12-01~x")
    assert "danger=1" in walk.list_url()
    assert "after" in walk.list_url()
    assert "after" not in walk.start_url()
    assert walk.end_url().endswith("at=end")


@pytest.mark.django_db
def test_a_place_beyond_the_last_starts_with_the_first_of_the_list():
    referral = make_referral()
    user = staff(coordinator=True)
    beyond = f"4~{NOW.isoformat()}~ffffffff-ffff-ffff-ffff-ffffffffffff"

    assert walk_of(user, after=beyond).first() == referral.pk
    assert walk_of(user, route="agency").first() is None
