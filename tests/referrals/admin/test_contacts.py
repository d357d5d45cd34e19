"""The page that records a contact, and the log on a referral."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from referrals.enums import ContactHow, Status
from referrals.models import ClosedSign, ContactLog
from tests.factories.desk import NOW, make_referral, risk_typed, staff
from tests.factories.programmes import ProgrammeVersionFactory

pytestmark = pytest.mark.django_db
TRIES = "/admin/referrals/referral/calls/?status=tries"
CALL = {"how": "called", "result": "no_answer", "words": "", "next_at": ""}
TODAY = {"next_on-day": "1", "next_on-month": "12", "next_on-year": "2026"}
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW + HOUR, tick=False):
        yield


@pytest.fixture
def coordinator(client):
    account = staff(coordinator=True)
    client.force_login(account)
    return account


def address(referral, page="contact"):
    return reverse(f"admin:referrals_referral_{page}", args=[referral.pk])


def text(client, path) -> str:
    return client.get(path).content.decode()


@pytest.mark.parametrize("role", ["coordinator", "manager"])
def test_the_desk_records_a_call_and_the_referral_shows_it(client, role):
    client.force_login(staff(**{role: True}))
    referral = make_referral()

    answer = client.post(
        address(referral), CALL | TODAY | {"next_at": "16:00", "words": "Rang twice."}, follow=True
    )

    assert answer.redirect_chain == [(address(referral, "change"), 302)]
    html = answer.content.decode()
    for words in ("No answer", "We phoned", "Next try: 1 December 2026, 16:00", "Rang twice."):
        assert words in html
    assert ContactLog.objects.get().at == NOW + HOUR


@pytest.mark.parametrize("role", ["facilitator", "co_facilitator", "auditor", "administrator"])
def test_for_others_there_is_no_such_page(client, role):
    referral = make_referral()
    client.force_login(staff(**{role: True}))

    assert client.get(address(referral)).status_code == 404
    assert client.post(address(referral), CALL).status_code == 404
    assert client.get(TRIES).status_code == 404
    assert not ContactLog.objects.exists()


def test_a_time_needs_a_day_and_a_past_day_is_refused(client, coordinator):
    referral = make_referral()

    no_day = client.post(address(referral), CALL | {"next_at": "16:00"})
    past = client.post(address(referral), CALL | TODAY | {"next_on-year": "2025"})

    assert "Enter the day of the next try" in no_day.content.decode()
    assert past.status_code == 200
    assert not ContactLog.objects.exists()


def test_the_signs_that_were_spoken_about_are_ticked(client, coordinator):
    referral = make_referral(needs_prompt_call=True)
    (key,) = [
        value for value, _ in client.get(address(referral)).context["form"]["signs"].field.choices
    ]

    client.post(address(referral), CALL | {"result": "reached", "signs": [key]})

    assert ClosedSign.objects.get().contact == ContactLog.objects.get()
    page = text(client, address(referral, "change"))
    assert "No call is on record about" not in page


def test_accepting_asks_on_the_same_page_and_records_the_call(client, coordinator):
    programme = ProgrammeVersionFactory().programme
    referral = make_referral(needs_prompt_call=True)
    typed = {"programme": programme.code, "words": "Agreed."}

    refused = client.post(address(referral, "accept"), typed)
    assert "Say whether you have spoken to the participant about these signs" in (
        refused.content.decode()
    )
    unsaid = client.post(address(referral, "accept"), typed | {"heard": "no"})
    assert "Say why you have not spoken to the participant" in unsaid.content.decode()
    client.post(address(referral, "accept"), typed | {"heard": "yes", "how": "in_person"})

    referral.refresh_from_db()
    assert referral.status == Status.AWAITING_ALLOCATION
    assert ContactLog.objects.get().how == ContactHow.IN_PERSON


@pytest.mark.parametrize(("code", "is_asked"), [("died", False), ("not_ready", True)])
def test_declining_asks_too_except_after_a_death(client, coordinator, code, is_asked):
    referral = make_referral(needs_prompt_call=True)

    client.post(address(referral, "decline"), {"code": code, "words": "So it is."} | risk_typed())

    referral.refresh_from_db()
    assert (referral.status == Status.AWAITING_TRIAGE) == is_asked
