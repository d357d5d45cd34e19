"""Which zone may run where, and that a demonstration stays on this machine and off real data."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from referral_portal import env, zones


def test_both_zones_in_one_process_are_for_demonstration_only():
    assert zones.check_zone("all", debug=False, demo=True) == "all"
    with pytest.raises(ImproperlyConfigured, match="one process"):
        zones.check_zone("all", debug=False, demo=False)


def test_an_unknown_zone_is_refused():
    with pytest.raises(ImproperlyConfigured):
        zones.check_zone("both", debug=True, demo=True)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "portal.example.org", "::"])
def test_a_demonstration_refuses_an_address_others_can_reach(host):
    with pytest.raises(ImproperlyConfigured, match="this machine"):
        zones.check_demo_host(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_a_demonstration_listens_on_this_machine(host):
    assert zones.check_demo_host(host) == host


def test_a_demonstration_refuses_a_database_without_the_mark():
    with pytest.raises(ImproperlyConfigured, match="demo"):
        zones.check_demo_database({"NAME": "portal_production"}, marked=False)
    zones.check_demo_database({"NAME": "portal_demo"}, marked=False)


def test_a_missing_setting_names_the_variable(monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    with pytest.raises(ImproperlyConfigured, match=r"SECRET_KEY.*\.env\.example"):
        env.text("SECRET_KEY")


@pytest.mark.parametrize(
    ("read", "value"),
    [(env.flag, "perhaps"), (lambda name: env.whole(name, 1), "two")],
)
def test_a_malformed_setting_stops_the_start(monkeypatch, read, value):
    monkeypatch.setenv("SOME_SETTING", value)
    with pytest.raises(ImproperlyConfigured, match="SOME_SETTING"):
        read("SOME_SETTING")
