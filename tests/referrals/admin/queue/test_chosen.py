"""What can be done with the referrals that are ticked in a list."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from referral_portal.audit.models import AuditEvent
from referrals.admin.queue.which import LIST
from referrals.models import Referral
from tests.factories.desk import NOW, make_referral, staff

pytestmark = pytest.mark.django_db
CHOSEN = reverse("admin:referrals_referral_chosen")
QUEUE = "/admin/referrals/referral/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW + dt.timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def coordinator(client):
    account = staff(coordinator=True)
    client.force_login(account)
    return account


def press(client, do, *ticked, address=CHOSEN, **more):
    return client.post(address, {"do": do, "form": [row.pk for row in ticked]} | more)


def test_ticked_referrals_are_taken_and_the_list_is_kept(client, coordinator):
    one, two, left = make_referral(), make_referral(), make_referral()

    done = press(client, "take", one, two, address=f"{CHOSEN}?{LIST}=route%3Dself")

    assert done["Location"] == f"{QUEUE}?route=self"
    assert set(Referral.objects.filter(assigned_to=coordinator)) == {one, two}
    assert left.assigned_to is None
    page = client.get(done["Location"]).content.decode()
    assert "You are working on 2 referrals now." in page


def test_what_a_colleague_has_stays_with_them_and_the_page_says_so(client, coordinator):
    colleague = staff(coordinator=True, first_name="Colleague", last_name="Invented")
    theirs = make_referral(assigned_to=colleague, assigned_at=NOW)

    page = client.post(CHOSEN, {"do": "take", "form": theirs.pk}, follow=True).content.decode()

    assert f"{theirs.reference}: " in page
    theirs.refresh_from_db()
    assert theirs.assigned_to == colleague


def test_handing_over_asks_for_a_colleague_and_a_reason(client, coordinator):
    colleague = staff(coordinator=True)
    one, two = make_referral(), make_referral()

    page = press(client, "hand-over", one, two)
    assert page.status_code == 200
    assert {row["id"] for row in page.context["rows"]} == {one.pk, two.pk}
    empty = press(client, "hand-over", one, two, words="")
    assert b"There is a problem" in empty.content
    assert not Referral.objects.filter(assigned_to=colleague).exists()

    press(client, "hand-over", one, two, to=colleague.pk, words="On leave.")

    assert Referral.objects.filter(assigned_to=colleague).count() == 2


def test_without_another_coordinator_nothing_can_be_handed_over(client, coordinator):
    row = make_referral()

    done = client.post(CHOSEN, {"do": "hand-over", "form": row.pk}, follow=True)

    assert "There is no other coordinator to hand over to." in done.content.decode()


@pytest.mark.parametrize("do", ["take", "hand-over"])
def test_without_a_tick_nothing_is_taken_or_handed_over(client, coordinator, do):
    row = make_referral()

    done = client.post(CHOSEN, {"do": do, "shown": row.pk}, follow=True)

    assert "Tick the referrals first." in done.content.decode()
    row.refresh_from_db()
    assert row.assigned_to is None


def test_a_page_to_print_is_on_record_with_its_ids(client, coordinator):
    shown, other = make_referral(name="Canary Printed"), make_referral(name="Canary Other")

    page = client.post(CHOSEN, {"do": "print", "shown": shown.pk}).content.decode()

    assert "Canary Printed" in page
    assert "Decide by" in page
    assert "Canary Other" not in page
    event = AuditEvent.objects.get(action="referral.list")
    assert event.data == {"shown": [str(shown.pk)]}
    assert str(other.pk) not in page


@pytest.mark.parametrize("do", ["take", "hand-over", "print", "export"])
def test_a_hidden_referral_cannot_be_chosen(client, coordinator, do):
    hidden = make_referral(name="Canary Hidden", is_restricted=True)

    page = client.post(CHOSEN, {"do": do, "form": hidden.pk, "words": "x"}, follow=True)

    assert b"Canary Hidden" not in page.content
    assert hidden.reference.encode() not in page.content
    hidden.refresh_from_db()
    assert hidden.assigned_to is None
    assert str(hidden.pk) not in str(AuditEvent.objects.values_list("data", flat=True))


def test_a_manager_cannot_take_and_other_roles_do_not_find_the_page(client):
    row = make_referral()
    client.force_login(staff(manager=True))
    press(client, "take", row)
    row.refresh_from_db()
    assert row.assigned_to is None

    for role in ("auditor", "facilitator", "agency_referrer"):
        client.force_login(staff(**{role: True}))
        assert press(client, "print", row).status_code == 404


@pytest.mark.parametrize("data", [{}, {"do": "delete"}, {"do": "take", "form": "x"}])
def test_anything_else_leads_back_to_the_list(client, coordinator, data):
    make_referral()
    assert client.post(CHOSEN, data)["Location"] == QUEUE
