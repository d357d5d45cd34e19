"""Questions and answers on the page of a referral."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from referrals import agency, workflow
from referrals.enums import EndingCode
from tests.factories.desk import NOW, staff
from tests.factories.questions import ask, refer

pytestmark = pytest.mark.django_db


def shown(client, user, referral, days=0) -> str:
    """Return the page as `user` reads it so many days later."""
    with time_machine.travel(NOW + dt.timedelta(days=days), tick=False):
        client.force_login(user)
        page = client.get(reverse("admin:referrals_referral_change", args=[referral.pk]))
    return " ".join(page.content.decode().split())


def test_it_says_who_answers_by_when_and_that_it_is_late(client):
    coordinator = staff(coordinator=True)
    referral, _ = refer()
    ask(referral, by=coordinator)
    who = f"Waiting for {referral.referrer.name}, {referral.referrer.agency}"

    assert f"{who}: the answer is needed by 8 December 2026. </p>" in shown(
        client, coordinator, referral
    )
    assert f"{who}: the answer is needed by 8 December 2026. <strong" in shown(
        client, coordinator, referral, 8
    )


def test_who_writes_the_answer_down_reads_the_question_and_no_agency_is_seen_reading(client):
    coordinator = staff(coordinator=True)
    referral, worker = refer()
    ask(referral, by=coordinator, question="Canary question?")
    with time_machine.travel(NOW, tick=False):
        client.force_login(worker)
        assert client.get(reverse("referrals:own_referral", args=[referral.pk])).status_code == 200
        client.force_login(coordinator)
        page = client.get(reverse("admin:referrals_referral_answer", args=[referral.pk]))

    html = page.content.decode()
    assert "Canary question?" in html
    assert "is reading this" not in html


def test_an_answer_is_marked_as_read_by_a_coordinator_alone(client):
    coordinator = staff(coordinator=True)
    referral, worker = refer()
    ask(referral, by=coordinator, question="Canary question?")
    agency.answer_question(
        referral_id=referral.pk, number=1, answer="Canary answer.", by=worker, now=NOW
    )
    agency.ask_to_withdraw(referral_id=referral.pk, words="Canary moved.", by=worker, now=NOW)

    page = shown(client, coordinator, referral)
    for words in ("Canary question?", "Canary answer.", "Canary moved.", "The agency withdraws"):
        assert words in page
    assert page.count("Mark as read") == 2
    assert "Mark as read" not in shown(client, staff(manager=True), referral)


def test_a_question_that_a_decision_overtook_had_no_answer(client):
    coordinator = staff(coordinator=True)
    referral, _ = refer()
    ask(referral, by=coordinator)
    workflow.decline(
        referral_id=referral.pk, code=EndingCode.NOT_READY, words="No.", risk_holder="A. Worker",
        by=coordinator, now=NOW,
    )  # fmt: skip

    assert "There was no answer." in shown(client, coordinator, referral)
