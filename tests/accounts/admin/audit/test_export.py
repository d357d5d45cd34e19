"""The file of the audit: who may have it, what is in it, and what is recorded."""

import csv
import datetime as dt
import io

import pytest
import time_machine
from django.urls import reverse

from referral_portal.accounts import sessions
from referral_portal.accounts.admin.audit import export as room
from referral_portal.audit.models import AuditEvent
from referral_portal.audit.recorder import SYSTEM, record
from tests.factories.desk import NOW, make_referral, staff

pytestmark = pytest.mark.django_db
EXPORT = reverse("admin:audit_auditevent_export")
FORM = {"format": "csv", "purpose": "incident"}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW + dt.timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def auditor(client):
    account = staff(auditor=True)
    client.force_login(account)
    return account


@pytest.fixture
def _confirmed(monkeypatch):
    monkeypatch.setattr(sessions, "is_confirmed", lambda request, now: True)


def test_the_password_is_asked_again_and_the_filters_are_kept(client, auditor):
    query = "?action=referral.view&who=system"
    asked = client.get(EXPORT + query)
    assert asked.status_code == 302
    assert reverse("account_confirm") in asked["Location"]
    assert "action%3Dreferral.view%26who%3Dsystem" in asked["Location"]
    assert client.post(EXPORT, FORM).status_code == 302
    assert not AuditEvent.objects.filter(action="audit.export").exists()


@pytest.mark.usefixtures("_confirmed")
def test_the_file_has_what_the_filters_choose_without_names(client, auditor):
    both = staff(auditor=True, manager=True, administrator=True, first_name="Canary")
    client.force_login(both)
    referral = make_referral(name="Canary Example")
    record("referral.view", actor=both, target=referral, now=NOW, page="=1+1")
    record("referral.list", actor=both, target=referral, now=NOW)
    query = "?action=referral.view"
    assert "The file has 1 event," in client.get(EXPORT + query).text

    file = client.post(EXPORT + query, FORM)

    text = file.content.decode()
    _, line = csv.reader(io.StringIO(text))
    assert f"opened referral {referral.pk}" in line
    assert f"Manager and auditor and administrator {both.pk}" in line
    assert "Canary" not in text
    assert referral.reference not in text
    assert "attachment" in file["Content-Disposition"]
    event = AuditEvent.objects.get(action="audit.export")
    assert event.actor_id == both.pk
    newest = AuditEvent.objects.get(action="referral.view").pk
    assert event.data == {
        "format": "csv", "purpose": "incident", "events": 1, "is_cut": False, "newest": newest,
        "by_action": "referral.view",
    }  # fmt: skip


@pytest.mark.usefixtures("_confirmed")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_long_file_ends_and_says_so(client, auditor, monkeypatch, kind):
    monkeypatch.setattr(room, "MOST", 2)
    for minute in range(3):
        at = NOW + dt.timedelta(minutes=minute)
        record("=SUM(1)", actor=SYSTEM, target=("a", "b"), now=at, number=minute)

    page = client.get(EXPORT)
    file = client.post(EXPORT, FORM | {"format": kind})

    assert "The file has the newest 2 events" in page.text
    assert "More events match these filters." in page.text
    assert AuditEvent.objects.get(action="audit.export").data["is_cut"] is True
    if kind == "csv":
        lines = list(csv.reader(io.StringIO(file.content.decode())))
        assert [line[-1] for line in lines[1:]] == ["number: 2", "number: 1"]
        assert lines[1][3] == "'=SUM(1)"


@pytest.mark.usefixtures("_confirmed")
def test_a_purpose_is_needed_and_a_wrong_day_gives_no_file(client, auditor):
    assert "Select what you need the events for" in client.post(EXPORT, {"format": "csv"}).text
    assert client.post(f"{EXPORT}?since=x", FORM).status_code == 302
    assert not AuditEvent.objects.filter(action="audit.export").exists()


@pytest.mark.usefixtures("_confirmed")
def test_for_other_roles_there_is_no_file(client):
    for role in ("coordinator", "manager", "administrator", "commissioner"):
        client.force_login(staff(**{role: True}))
        assert client.get(EXPORT).status_code == 404
        assert client.post(EXPORT, FORM).status_code == 404
