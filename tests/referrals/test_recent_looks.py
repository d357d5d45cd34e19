"""Who is looking at a referral now: others are named, and forgotten after some minutes."""

import datetime as dt

import pytest
from django.conf import settings

from referral_portal.settings import CELERY_BEAT_SCHEDULE
from referrals.models import RecentLook
from referrals.recent_looks import ADDS_LOOK, forget_looks, others_looking
from referrals.tasks import forget_looks as task
from tests.factories.desk import NOW, make_referral, staff

pytestmark = pytest.mark.django_db
FORGOTTEN = NOW + dt.timedelta(minutes=settings.TEAM["look_minutes"])
JUST_BEFORE = FORGOTTEN - dt.timedelta(seconds=1)


def note_look(referral, *, by, now):
    ADDS_LOOK.add(RecentLook(referral=referral, user=by, at=now))


def test_others_are_named_newest_first_and_nobody_reads_of_themselves(django_assert_num_queries):
    referral, other = make_referral(), make_referral()
    anna, berta, cora = (staff(coordinator=True) for _ in range(3))
    note_look(referral, by=anna, now=NOW)
    note_look(referral, by=berta, now=NOW + dt.timedelta(minutes=1))
    note_look(other, by=cora, now=NOW)

    def seen_by(user, at):
        return [look.user for look in others_looking(referral, user=user, now=at)]

    with django_assert_num_queries(1):
        assert seen_by(cora, JUST_BEFORE) == [berta, anna]
    assert seen_by(berta, JUST_BEFORE) == [anna]
    assert seen_by(cora, FORGOTTEN) == [berta]


def test_a_second_look_takes_the_place_of_the_first():
    referral, anna = make_referral(), staff(coordinator=True)
    note_look(referral, by=anna, now=NOW)
    note_look(referral, by=anna, now=JUST_BEFORE)
    assert RecentLook.objects.get().at == JUST_BEFORE


def test_what_is_forgotten_is_deleted_by_the_background():
    referral = make_referral()
    note_look(referral, by=staff(coordinator=True), now=NOW)
    newer = staff(coordinator=True)
    note_look(referral, by=newer, now=FORGOTTEN)
    assert forget_looks(now=FORGOTTEN) == 1
    assert RecentLook.objects.get().user == newer

    task()

    assert task.name in {entry["task"] for entry in CELERY_BEAT_SCHEDULE.values()}
