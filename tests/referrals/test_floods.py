"""Counters of public forms. Costs about a second."""

import datetime as dt
import ipaddress
import runpy

import pytest
import time_machine
from django.test import RequestFactory
from django.utils import timezone

from referral_portal import settings_floods
from referral_portal.common.throttle import network_of
from referral_portal.settings import CELERY_BEAT_SCHEDULE
from referrals import floods
from referrals.floods import Kind
from referrals.models import FloodCount
from referrals.tasks import forget_flood_counts
from tests.racing import at_once

HERE, ELSEWHERE = "192.0.2.0/24", "198.51.100.0/24"


@pytest.fixture(autouse=True)
def clock(settings):
    settings.FLOOD_LIMITS = {"draft": (2, 4), "send": (2, 4), "call_back": (2, 4)}
    start = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
    with time_machine.travel(start, tick=False) as traveller:
        yield traveller


def above(kind=Kind.SEND, source=HERE) -> bool:
    return floods.is_above(kind, source=source, now=timezone.now())


@pytest.mark.django_db
@pytest.mark.sqlite
def test_a_network_has_its_limit_and_another_one_its_own():
    assert [above() for _ in range(3)] == [False, False, True]
    assert not above(source=ELSEWHERE)


@pytest.mark.django_db
def test_all_networks_together_have_a_limit_and_each_kind_its_own():
    networks = [f"198.51.{number}.0/24" for number in range(5)]
    assert [above(source=source) for source in networks] == [False] * 4 + [True]
    assert not above(Kind.CALL_BACK, source=networks[0])


@pytest.mark.django_db
@pytest.mark.sqlite
def test_one_network_cannot_bring_all_others_above_the_limit():
    assert [above() for _ in range(50)] == [False, False] + [True] * 48
    assert [above(source=f"198.51.{number}.0/24") for number in range(3)] == [False, False, True]


@pytest.mark.django_db
def test_a_flood_of_agencies_asks_the_public_nothing(settings):
    settings.FLOOD_LIMITS |= {"agency_send": (2, 4)}
    assert [above(Kind.AGENCY_SEND, "account 7") for _ in range(3)] == [False, False, True]
    assert [above(Kind.AGENCY_SEND, f"account {pk}") for pk in (8, 9, 10)] == [False, False, True]
    assert not above()


def test_a_kind_that_the_environment_does_not_name_keeps_its_limits(monkeypatch):
    monkeypatch.setenv("FLOOD_LIMITS", "draft=7/8")
    limits = runpy.run_path(settings_floods.__file__)["FLOOD_LIMITS"]
    assert set(limits) == set(Kind)
    assert limits["draft"] == (7, 8)
    assert limits["agency_send"] == (30, 300)


@pytest.mark.django_db
def test_the_next_hour_begins_anew(clock):
    assert [above() for _ in range(3)] == [False, False, True]
    clock.shift(dt.timedelta(hours=1))
    assert not above()


@pytest.mark.parametrize(
    ("address", "others", "elsewhere"),
    [
        ("192.0.2.7", ["192.0.2.254", "::ffff:192.0.2.9"], "192.0.3.7"),
        ("2001:db8:1:2::3", ["2001:db8:1:ffff::1"], "2001:db8:2:2::3"),
    ],
)
def test_a_network_is_what_one_customer_has(address, others, elsewhere):
    def network(value):
        return network_of(RequestFactory().get("/", REMOTE_ADDR=value))

    assert {network(other) for other in others} == {network(address)}
    assert network(elsewhere) != network(address)
    assert ipaddress.ip_network(network(address))


@pytest.mark.django_db
def test_a_counter_names_no_network_and_its_key_changes_with_the_day(clock):
    above()
    first = set(FloodCount.objects.values_list("key", flat=True))
    assert len(first) == 2
    assert not any("192" in key and "/" in key for key in first)
    today = floods.digest(HERE, now=timezone.now())
    clock.shift(dt.timedelta(days=1))
    assert floods.digest(HERE, now=timezone.now()) != today


@pytest.mark.django_db
def test_a_counter_ends_within_a_day(clock):
    above()
    floods.may_have_receipt("someone@example.org", now=timezone.now())
    latest = FloodCount.objects.order_by("ends_at").last().ends_at
    assert latest <= timezone.now() + dt.timedelta(days=1)
    clock.shift(dt.timedelta(hours=2))
    forget_flood_counts()
    assert FloodCount.objects.count() == 1
    clock.shift(dt.timedelta(days=1))
    forget_flood_counts()
    assert not FloodCount.objects.exists()
    assert forget_flood_counts.name in {task["task"] for task in CELERY_BEAT_SCHEDULE.values()}


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_exactly_the_limit_is_let_through(settings):
    settings.FLOOD_LIMITS = {"send": (5, 100)}
    assert at_once(lambda _: above(), range(16)).count(False) == 5


@pytest.mark.django_db
def test_an_address_gets_so_many_receipts_in_a_day(clock, settings):
    settings.RECEIPTS_A_DAY = 2

    def may(address):
        return floods.may_have_receipt(address, now=timezone.now())

    assert [may(a) for a in ("her@example.org", "Her@Example.org", "her@example.org")] == [
        True,
        True,
        False,
    ]
    assert may("him@example.org")
    clock.shift(dt.timedelta(days=1))
    assert may("her@example.org")
