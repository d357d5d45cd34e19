"""What was typed is of no use to a thief, and a stranger can neither write nor read it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from referral_portal.accounts.models import TypedPage
from referral_portal.accounts.shelf import SHELF
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.referrals import make_catalogue
from tests.factories.typed import Browser, form_in
from tests.factories.typed_roles import TOO_LONG, WORDS, opened, timed_out, typed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _password_only(settings):
    """The second step has tests of its own."""
    settings.SECOND_FACTOR = False


def test_a_stolen_table_holds_neither_the_words_nor_the_account(clock):
    _, user, url, _ = timed_out("coordinator", clock)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {TypedPage._meta.db_table}")
        (row,) = cursor.fetchall()

    text = "\n".join(
        bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value) for value in row
    )
    box = next(bytes(value) for value in row if isinstance(value, bytes | memoryview))
    for secret in ("CANARY", url, user.username, "words"):
        assert secret.encode() not in box
        assert secret not in text
    assert str(user.pk) not in {str(value) for value in row[1:]}
    assert len(box) % 4096 < 100, "padded, so that its length says little"


def test_a_stranger_cannot_fill_the_store_and_reads_the_same_answer(clock):
    browser, user, url, field, form = opened("coordinator")
    stranger = Browser()
    token = stranger.form("/sign-in/", holding="username")["csrfmiddlewaretoken"]
    plain = {"csrfmiddlewaretoken": token, field: WORDS}
    forged = plain | {"typed_hint": form["typed_hint"][0][:-2] + "AA"}

    answers = [stranger.send(url, data) for data in (plain, forged)]

    assert not TypedPage.objects.exists()
    for answer in answers:
        assert answer["Location"] == f"/sign-in/?next={url}"
        assert answer.cookies.keys() == answers[0].cookies.keys()
        assert SHELF.cookie not in answer.cookies


def test_a_hint_counts_only_as_long_as_its_sign_in_could_last(clock, settings):
    browser, _, url, field, form = opened("coordinator")
    clock.shift(dt.timedelta(hours=settings.SESSION_HOURS, minutes=settings.TYPED_MINUTES + 1))

    browser.send(url, typed_in("coordinator", form, field))

    assert not TypedPage.objects.exists()


def test_a_post_from_another_site_is_not_kept(clock):
    browser, _, url, field, form = opened("coordinator")
    data = typed_in("coordinator", form, field)
    clock.shift(TOO_LONG)

    browser.send(url, data, Origin="https://elsewhere.example")
    browser.post(url, data)

    assert not TypedPage.objects.exists()


def test_an_account_keeps_a_few_pages_and_not_too_much(clock):
    browser, user, url, field, form = opened("coordinator")
    clock.shift(TOO_LONG)
    browser.send(url, form | {field: "x" * 70_000})
    assert not TypedPage.objects.exists()

    for number in range(12):
        browser.send(url, form | {field: f"{WORDS} {number}"})

    assert TypedPage.objects.count() == 10


def test_pages_with_a_password_or_a_code_draw_no_hint(clock):
    user = UserFactory(coordinator=True)
    browser = Browser()
    assert "typed_hint" not in browser.text("/sign-in/")
    browser.sign_in(user, PASSWORD)
    for name in ("account_password", "account_confirm"):
        html = browser.text(reverse(name))
        assert 'type="password"' in html
        assert "typed_hint" not in html
    assert "typed_hint" in browser.text(reverse("account"))


def test_a_button_without_words_keeps_nothing(clock):
    browser, _, _, _, _ = opened("coordinator")
    form = browser.form("/account/", reverse("account_end_sessions"))
    clock.shift(TOO_LONG)

    browser.send(reverse("account_end_sessions"), form)

    assert not TypedPage.objects.exists()


def test_a_public_form_with_an_old_token_is_drawn_again_with_the_words(clock):
    browser = Browser()
    url = "/call-back/"
    make_catalogue()
    form = browser.form(url, holding="csrfmiddlewaretoken")
    browser.sign_in(UserFactory(coordinator=True), PASSWORD)

    answer = browser.send(url, form | {"name": "Canary Invented", "phone": "07700 900123"})

    html = answer.content.decode()
    assert answer.status_code == 403
    assert "This page was open too long" in html
    again = form_in(html, holding="name")
    assert again["name"] == ["Canary Invented"]
    assert again["phone"] == ["07700 900123"]
    assert not TypedPage.objects.exists()
    assert browser.send(url, again | {"safe_times": "after 6pm"}).status_code in {200, 302, 303}


def test_a_public_form_of_another_site_is_not_drawn_with_its_words():
    browser = Browser()
    url = "/call-back/"
    form = browser.form(url, holding="csrfmiddlewaretoken")
    del browser.cookies["token"]

    answer = browser.send(url, form | {"name": "Canary"}, Origin="https://elsewhere.example")

    assert answer.status_code == 403
    assert "Canary" not in answer.content.decode()


def test_no_page_costs_a_query_more_while_nothing_is_kept(clock):
    browser, _, url, _, _ = opened("coordinator")
    with CaptureQueriesContext(connection) as queries:
        browser.text(url)
    assert not [one for one in queries if "typedpage" in one["sql"]]
