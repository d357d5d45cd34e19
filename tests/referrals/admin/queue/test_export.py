"""The file of a list: what is in it, who may have it, and what is recorded."""

import csv
import datetime as dt
import io
import zipfile

import pytest
import time_machine
from django.urls import reverse

from referral_portal.accounts import sessions
from referral_portal.audit.models import AuditEvent
from referrals.models import NamedUser
from tests.factories.desk import NOW, make_referral, staff

pytestmark = pytest.mark.django_db
CHOSEN = reverse("admin:referrals_referral_chosen")
EXPORT = reverse("admin:referrals_referral_export")
FORM = {"format": "csv", "purpose": "meeting"}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW + dt.timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def coordinator(client):
    account = staff(coordinator=True)
    client.force_login(account)
    return account


@pytest.fixture
def _confirmed(monkeypatch):
    monkeypatch.setattr(sessions, "is_confirmed", lambda request, now: True)


def test_the_password_is_asked_again_before_anything_is_shown(client, coordinator):
    row = make_referral(name="Canary Example")
    assert client.post(CHOSEN, {"do": "export", "form": row.pk})["Location"] == EXPORT

    asked = client.get(EXPORT)
    assert asked.status_code == 302
    assert reverse("account_confirm") in asked["Location"]
    refused = client.post(EXPORT, FORM | {"form": row.pk})
    assert refused.status_code == 302
    assert not AuditEvent.objects.filter(action="referral.export").exists()


@pytest.mark.usefixtures("_confirmed")
def test_the_file_has_the_rows_that_were_ticked_and_the_record_their_ids(client, coordinator):
    ticked = make_referral(
        name="Ann Example", danger_level=1, assigned_to=coordinator, assigned_at=NOW
    )
    other = make_referral(name="Canary Other")
    client.post(CHOSEN, {"do": "export", "form": ticked.pk, "shown": [ticked.pk, other.pk]})
    page = client.get(EXPORT)
    assert page.context["ids"] == [ticked.pk]

    file = client.post(EXPORT, FORM | {"form": page.context["ids"]})

    head, row = csv.reader(io.StringIO(file.content.decode()))
    found = dict(zip(head, row, strict=True))
    assert found["Reference"] == ticked.reference
    assert (found["Name"], found["Danger"]) == ("Ann Example", "Danger: same day")
    assert found["Assigned to"] == coordinator.get_full_name()
    assert "attachment" in file["Content-Disposition"]
    event = AuditEvent.objects.get(action="referral.export")
    assert event.actor_id == coordinator.pk
    assert event.data == {"format": "csv", "purpose": "meeting", "shown": [str(ticked.pk)]}


@pytest.mark.usefixtures("_confirmed")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_cell_is_a_formula(client, coordinator, kind):
    row = make_referral(name="=HYPERLINK(1)")

    file = client.post(EXPORT, FORM | {"format": kind, "form": row.pk})

    if kind == "csv":
        assert "'=HYPERLINK(1)" in file.content.decode()
        return
    with zipfile.ZipFile(io.BytesIO(file.content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "'=HYPERLINK(1)" in book.read("xl/sharedStrings.xml").decode()


@pytest.mark.usefixtures("_confirmed")
def test_a_restricted_referral_is_in_no_file(client, coordinator):
    own = make_referral(name="Canary Named", is_restricted=True)
    NamedUser.objects.create(referral=own, user=coordinator, at=NOW)
    hidden = make_referral(name="Canary Hidden", is_restricted=True)
    row = make_referral(name="Ann Example")
    ids = [own.pk, hidden.pk, row.pk]
    client.post(CHOSEN, {"do": "export", "form": ids})

    page = client.get(EXPORT)
    file = client.post(EXPORT, FORM | {"form": ids}).content.decode()

    assert page.context["left_out"] == 1, "the hidden one is not even counted"
    assert "Ann Example" in file
    assert "Canary" not in file
    (event,) = AuditEvent.objects.filter(action="referral.export")
    assert event.data["shown"] == [str(row.pk)]


@pytest.mark.usefixtures("_confirmed")
def test_a_reason_is_needed_and_other_roles_do_not_find_the_page(client, coordinator):
    row = make_referral(name="Canary Example")
    page = client.post(EXPORT, {"format": "csv", "form": row.pk})
    assert b"Select what you need the list for" in page.content
    assert not AuditEvent.objects.filter(action="referral.export").exists()

    for role in ("auditor", "commissioner", "facilitator", "agency_referrer"):
        client.force_login(staff(**{role: True}))
        assert client.post(EXPORT, FORM | {"form": row.pk}).status_code == 404


@pytest.mark.usefixtures("_confirmed")
def test_without_a_choice_the_page_leads_to_the_queue(client, coordinator):
    assert client.get(EXPORT)["Location"] == reverse("admin:referrals_referral_changelist")
