"""The pages of a form with a caller: for coordinators only, in words that can be read out."""

import pytest
from django.urls import reverse

from referrals.enums import CallBackStatus
from referrals.models import Draft, Referral
from referrals.steps.interruptions import INTERRUPTIONS
from tests.factories.call_backs import CallBackFactory
from tests.factories.desk import make_referral, staff
from tests.factories.referrals import address, make_catalogue, pages_for, send, walk

pytestmark = pytest.mark.django_db
OK, NOT_FOUND = 200, 404


@pytest.fixture
def coordinator(client):
    make_catalogue()
    account = staff(coordinator=True)
    client.force_login(account)
    return account


def shown(client, url: str) -> str:
    return client.get(url).content.decode()


def test_the_choice_keeps_the_call_back(client, coordinator):
    asked = CallBackFactory(name="Casey Invented")
    page = shown(client, f"{reverse('referrals:caller')}?call-back={asked.pk}")
    assert "Casey Invented" in page
    assert f"{address('caller', 'start')}?call-back={asked.pk}" in page


@pytest.mark.parametrize("asked", ["not-an-id", "6f6f3c1e-0000-4000-8000-000000000000"])
def test_a_call_back_that_does_not_exist_is_not_found(client, coordinator, asked):
    query = f"?call-back={asked}"
    assert client.get(reverse("referrals:caller") + query).status_code == NOT_FOUND
    assert client.post(address("caller", "start") + query).status_code == NOT_FOUND
    assert not Draft.objects.exists()


def test_a_call_back_that_led_to_a_referral_is_not_found(client, coordinator):
    led = CallBackFactory(referral=make_referral(), status=CallBackStatus.REFERRED)
    page = client.get(f"{reverse('referrals:caller')}?call-back={led.pk}")
    assert page.status_code == NOT_FOUND


def test_questions_about_the_screen_become_questions_about_the_call(client, coordinator):
    url = walk(client, "caller", until="place")
    page = shown(client, url)
    assert "nobody else can hear you" in page
    assert "screen" not in page
    assert "Exit this page" not in page


def test_the_agreement_page_is_only_asked_with_a_caller(client, coordinator):
    pages = pages_for("caller")
    assert walk(client, "caller", until="read-out").endswith("/caller/read-out/")
    missing = client.post(address("caller", "page", "read-out"), {"interpreter": "yes"})
    page = shown(client, missing["Location"])
    assert "Tick to say that you read the agreement out" in page
    assert "Enter the language that the caller spoke" in page
    del pages["read-out"]
    client.logout()
    assert walk(client, "self", pages=pages).endswith("/self/check/")


def test_the_confirmation_leads_to_the_referral(client, coordinator):
    sent = send(client, "caller")
    page = shown(client, sent["Location"])
    referral = Referral.objects.get()
    assert referral.reference in page
    assert reverse("admin:referrals_referral_change", args=[referral.pk]) in page


def test_a_form_for_named_people_only_is_not_offered_to_others(client, coordinator):
    sent = send(client, "caller", pages=pages_for("caller", work={"work": ["police"]}))
    referral = Referral.objects.get()
    assert referral.is_restricted
    page = shown(client, sent["Location"])
    assert reverse("admin:referrals_referral_change", args=[referral.pk]) not in page
    assert "Only people whom a programme manager names" in page


def test_another_coordinator_does_not_open_the_draft(client, coordinator):
    url = walk(client, "caller", until="name")
    client.force_login(staff(coordinator=True))
    answer = client.get(url)
    assert answer["Location"].startswith(address("caller", "start"))


@pytest.mark.parametrize("role", ["manager", "facilitator", "agency_referrer"])
def test_for_every_other_role_the_pages_do_not_exist(client, role):
    client.force_login(staff(**{role: True}))
    for name, *args in (("start",), ("check",), ("sent",), ("page", "now"), ("help", "danger")):
        assert client.get(address("caller", name, *args)).status_code == NOT_FOUND
    assert client.get(reverse("referrals:caller")).status_code == NOT_FOUND


def test_each_help_page_is_read_out_or_belongs_to_an_agencys_form(client, coordinator):
    walk(client, "caller", until="name")
    pages = {
        name: client.get(address("caller", "help", name)).status_code for name in INTERRUPTIONS
    }
    absent = {name for name, status in pages.items() if status == NOT_FOUND}
    assert absent == {"agreement", "yourself"}
    assert {pages[name] for name in pages.keys() - absent} == {OK}


def test_a_call_back_offers_the_form(client, coordinator):
    asked = CallBackFactory()
    page = shown(client, reverse("admin:referrals_callback_change", args=[asked.pk]))
    assert f"{reverse('referrals:caller')}?call-back={asked.pk}" in page
