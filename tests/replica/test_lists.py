"""Lists from the replica: how old they may be, for whom, and what happens when it fails."""

import re

import pytest
from django.db import OperationalError, connections, transaction
from django.test import Client
from django.urls import reverse

from referral_portal.replica import lists
from referral_portal.replica.limits import REPLICA
from referral_portal.replica.router import from_replica
from referrals.enums import Status
from referrals.models import CallBack, NamedUser, Referral
from tests import source
from tests.factories.desk import NOW, make_referral, staff
from tests.factories.programmes import DistrictFactory

pytestmark = pytest.mark.django_db(transaction=True)
QUEUE = "/admin/referrals/referral/"
CALL_BACKS = "/admin/referrals/callback/"
# Who reads the replica, each reviewed: no guard, no decision, nothing that follows a change.
READERS = {
    "cohorts/admin/matches.py": ["page"],
    "cohorts/admin/waiting.py": ["page", "read"],
    "cohorts/views/cohorts.py": ["page"],
    "referral_portal/accounts/admin/message_list.py": ["page", "read"],
    "referral_portal/accounts/admin_base.py": ["read"],
    "referrals/admin/call_backs.py": ["page"],
    "referrals/admin/queue/listing.py": ["page", "read"],
    "referrals/admin/queue/search.py": ["read"],
    "referrals/admin/today/panel.py": ["read"],
    "referrals/admin/releases.py": ["read"],
    "referrals/admin/reviews/to_settle.py": ["page"],
    "referrals/admin/team/workload.py": ["read", "read"],
    "referrals/views/summary.py": ["read", "read"],
}


@pytest.fixture
def desk(client):
    client.force_login(staff(coordinator=True))
    return client


def shown(client, address=QUEUE) -> list[str]:
    return sorted(row["name"] for row in client.get(address).context["rows"])


def test_only_the_reviewed_places_read_the_replica():
    found = {
        source.short(file): sorted(re.findall(r"\blists\.(read|page)\(", file.read_text()))
        for file in source.python_files()
    }
    assert {name: calls for name, calls in found.items() if calls} == READERS
    naming = {
        source.short(file)
        for file in source.python_files()
        if re.search(r"from_replica\(|\bREPLICA\b", file.read_text())
    }
    others = {name for name in naming if not name.startswith("referral_portal/replica/")}
    assert others == {
        "referral_portal/settings.py",
        "referral_portal/settings_databases.py",
        "referral_portal/readiness.py",
        "referral_portal/metrics/portal.py",
    }


def test_a_list_may_be_some_seconds_old(desk, replica):
    make_referral(name="Before")
    replica.stand_still()
    make_referral(name="After")
    assert shown(desk) == ["Before"]
    replica.follow()
    assert shown(desk) == ["After", "Before"]


def test_users_see_their_own_changes_at_once(desk, replica):
    colleague = Client()
    colleague.force_login(staff(coordinator=True))
    form = {
        "name": "Casey Invented",
        "phone": "07700 900123",
        "safe_times": "Weekdays after 6pm",
        "may_leave_message": "no",
        "district": DistrictFactory(code="swale", name="Swale").code,
    }
    assert shown(desk, CALL_BACKS) == []
    replica.stand_still()
    assert desk.post(f"{CALL_BACKS}add/", form).status_code == 302
    assert shown(desk, CALL_BACKS) == ["Casey Invented"]
    assert shown(colleague, CALL_BACKS) == [], "the control: the replica does not show it yet"
    assert CallBack.objects.count() == 1


def test_a_row_that_the_user_may_no_longer_see_is_left_out(desk, replica):
    hidden = make_referral(name="Canary Hidden")
    make_referral(name="Canary Seen")
    replica.stand_still()
    # As it is when a manager was named and this user was not.
    Referral.objects.filter(pk=hidden.pk).update(is_restricted=True)
    NamedUser.objects.create(referral=hidden, user=staff(manager=True), at=NOW)
    with from_replica():
        assert not Referral.objects.get(pk=hidden.pk).is_restricted, "the control: it is old"
    assert shown(desk) == ["Canary Seen"]
    home = desk.get("/admin/").text
    assert "Canary Seen" in home
    assert "Canary Hidden" not in home
    found = desk.post(QUEUE, {"q": "Canary"})
    assert [row["name"] for row in found.context["rows"]] == ["Canary Seen"]
    assert b"Canary Hidden" not in found.content


def test_a_row_that_has_ended_since_is_a_row_and_no_error(desk, replica):
    """The query about the other forms of a person is asked of the primary."""
    make_referral(name="Before")
    replica.stand_still()
    Referral.objects.update(status=Status.DECLINED)
    assert shown(desk) == ["Before"]


def test_what_is_opened_from_an_old_list_is_new(desk, replica):
    row = make_referral(name="Before")
    replica.stand_still()
    Referral.objects.update(status=Status.SCHEDULED)
    assert b"Awaiting triage" in desk.get(QUEUE).content
    page = desk.get(reverse("admin:referrals_referral_change", args=[row.pk]))
    assert b"Scheduled" in page.content
    assert b"Awaiting triage" not in page.content


def test_a_list_inside_a_transaction_comes_from_the_primary(rf, replica):
    replica.stand_still()
    make_referral()
    with transaction.atomic():
        assert lists.read(rf.get("/"), Referral.objects.count) == 1
    assert lists.read(rf.get("/"), Referral.objects.count) == 0


def test_a_replica_that_fails_in_the_middle_costs_no_page(desk, replica, monkeypatch):
    make_referral(name="Before")
    assert shown(desk) == ["Before"]  # it has just been measured
    replica.connection.ensure_connection()
    with connections["default"].cursor() as cursor:
        pid = replica.connection.connection.get_backend_pid()
        cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [pid])
    assert shown(desk) == ["Before"]
    # It is left alone for a while, so its next session is not even begun.
    assert replica.connection.connection is None
    assert shown(desk) == ["Before"]
    assert replica.connection.connection is None


def test_a_fault_of_our_own_is_not_hidden(rf, replica):
    def broken():
        raise OperationalError("canary")

    with pytest.raises(OperationalError, match="canary"):
        lists.read(rf.get("/"), broken)


def test_without_a_replica_nothing_of_it_is_asked(rf, settings, monkeypatch):
    monkeypatch.setattr(lists, "watch", None)
    settings.REPLICA = None
    assert REPLICA not in connections
    assert lists.read(rf.get("/"), Referral.objects.count) == 0
