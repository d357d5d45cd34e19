"""A POST changes something only from a page of ours, and only once."""

import re

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from referral_portal.pages import posting
from referral_portal.pages.models import UsedPage
from referral_portal.pages.tokens import Drawn, make_token
from referrals.models import CallBack, ContactLog
from tests.drawn import opened, token_of
from tests.factories.call_backs import CallBackFactory
from tests.factories.desk import staff
from tests.factories.programmes import DistrictFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
ASK = "/call-back/"
CONFLICT = 409
CSRF = re.compile(r'csrfmiddlewaretoken" value="(\w+)"')


@pytest.fixture
def answers():
    return {
        "name": "Casey Invented",
        "phone": "07700 900123",
        "safe_times": "Weekdays after 6pm",
        "may_leave_message": "no",
        "district": DistrictFactory(code="swale", name="Swale").code,
    }


@pytest.fixture
def coordinator(client):
    account = staff(coordinator=True)
    client.force_login(account)
    return account


@pytest.fixture
def attempt():
    return f"/admin/referrals/callback/{CallBackFactory().pk}/attempt/"


def strict_post(client: Client, url: str, answers: dict):
    """Send what a browser sends, with Django's token and without ours."""
    token = CSRF.findall(client.get(url).content.decode())[0]
    return client.post(url, answers | {"csrfmiddlewaretoken": token})


def test_a_post_without_a_page_stores_nothing_and_shows_what_was_typed(answers):
    response = strict_post(Client(enforce_csrf_checks=True), ASK, answers)

    assert response.status_code == CONFLICT
    assert not CallBack.objects.exists()
    html = response.content.decode()
    assert "This page can no longer be used" in html
    assert "Weekdays after 6pm" in html
    assert "csrfmiddlewaretoken</" not in html
    assert "Send this now" not in html


@pytest.mark.parametrize("token", ["", "junk", "A" * 396])
def test_a_token_that_is_not_ours_counts_as_none(answers, token):
    client = Client(enforce_csrf_checks=True)

    response = strict_post(client, ASK, answers | {"page_token": token})

    assert response.status_code == CONFLICT
    assert not CallBack.objects.exists()


def test_the_second_post_of_a_page_gets_the_result_of_the_first(client, coordinator, attempt):
    form = {"how": "called", "result": "no_answer", "words": "Rang twice."} | opened(
        client, attempt
    )

    answers = [client.post(attempt, form) for _ in range(2)]

    assert ContactLog.objects.count() == 1
    assert {answer.status_code for answer in answers} <= {302, 303}
    assert len({answer["Location"] for answer in answers}) == 1


def test_the_page_from_the_back_button_with_other_words_stores_nothing_and_keeps_them(
    client, coordinator, attempt
):
    drawn = opened(client, attempt)
    client.post(attempt, {"how": "called", "result": "no_answer", "words": "Rang twice."} | drawn)

    answer = client.post(
        attempt, {"how": "called", "result": "no_answer", "words": "Rang once more."} | drawn
    )

    html = answer.content.decode()
    assert answer.status_code == CONFLICT
    assert "This page has already been sent" in html
    assert "Rang once more." in html
    assert ContactLog.objects.count() == 1
    resent = dict(re.findall(r'type="hidden" name="(result|words)" value="([^"]*)"', html))
    assert resent == {"result": "no_answer", "words": "Rang once more."}
    client.post(attempt, resent | {"how": "called"} | token_of(answer))
    assert ContactLog.objects.count() == 2


def test_a_page_with_errors_can_be_sent_again_from_the_back_button(client, coordinator, attempt):
    drawn = opened(client, attempt)

    wrong = client.post(attempt, {"how": "called", "result": ""} | drawn)
    right = client.post(attempt, {"how": "called", "result": "no_answer", "words": ""} | drawn)

    assert wrong.status_code == 200
    assert right.status_code == 302
    assert ContactLog.objects.count() == 1


def test_a_page_of_another_user_stores_nothing(client, coordinator, attempt):
    drawn = opened(client, attempt)
    client.force_login(staff(coordinator=True))

    answer = client.post(
        attempt, {"how": "called", "result": "no_answer", "words": "Rang."} | drawn
    )

    assert answer.status_code == CONFLICT
    assert "opened by another user" in answer.content.decode()
    assert "Send this now" not in answer.content.decode()
    assert not ContactLog.objects.exists()


def test_a_page_of_yesterday_is_read_again_before_it_is_sent(client, answers):
    with time_machine.travel(timezone.now() - posting.LASTS * 1.1, tick=False):
        drawn = opened(client, ASK)

    old = client.post(ASK, answers | drawn)
    assert old.status_code == CONFLICT
    assert "opened too long ago" in old.content.decode()
    assert not CallBack.objects.exists()

    assert client.post(ASK, answers | token_of(old)).status_code == 302
    assert CallBack.objects.count() == 1


def test_passwords_and_codes_are_never_shown_again(client, coordinator):
    secret = "an invented secret of 30 letters"

    answer = client.post(
        "/account/password/",
        {"old_password": secret, "new_password1": secret, "code": secret, "page_token": "x"},
    )

    assert answer.status_code == CONFLICT
    assert secret not in answer.content.decode()


def test_used_pages_do_not_say_what_was_sent(client, coordinator, attempt):
    client.post(
        attempt,
        {"how": "called", "result": "no_answer", "words": "Rang."} | opened(client, attempt),
    )

    row = UsedPage.objects.get()
    assert row.result.startswith("/admin/referrals/callback/")
    assert "Rang" not in f"{row.key}{row.body}{row.result}"


def test_signing_out_needs_no_page(client, coordinator):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(coordinator)

    assert strict_post_sign_out(strict).status_code == 302


def strict_post_sign_out(client: Client):
    token = CSRF.findall(client.get("/account/").content.decode())[0]
    return client.post("/sign-out/", {"csrfmiddlewaretoken": token})


def test_a_token_of_the_far_side_is_no_page_of_the_portal(answers):
    token = make_token(Drawn(), zone="safeguarding")

    answer = Client().post(ASK, answers | {"page_token": token})

    assert answer.status_code == CONFLICT
    assert not CallBack.objects.exists()
