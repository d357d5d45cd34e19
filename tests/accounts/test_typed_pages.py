"""What was typed survives the end of a sign-in, for its own account and nobody else."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from referral_portal.accounts.models import TypedPage
from referral_portal.accounts.shelf import SHELF
from referral_portal.accounts.tasks import forget_typed_pages
from referral_portal.sealing.models import SealedEnvelope
from referral_portal.settings import CELERY_BEAT_SCHEDULE
from tests.factories.accounts import PASSWORD, AgencyFactory, UserFactory
from tests.factories.referrals import make_catalogue, open_at
from tests.factories.typed import Browser, form_in, offered
from tests.factories.typed_roles import ROLES, TOO_LONG, WORDS, opened, timed_out, typed_in

pytestmark = pytest.mark.django_db
KEPT_WORDS = (
    "If you were signed out before a page could be saved, sign in within 60 minutes in this browser. "
    "We will show you what you typed."
)


@pytest.fixture(autouse=True)
def _password_only(settings):
    """The second step has tests of its own."""
    settings.SECOND_FACTOR = False


def show(browser, html):
    """Press the button that puts the words back; return the page."""
    url = reverse("account_typed")
    answer = browser.send(url, form_in(html, url, holding="page") | {"show": ""})
    assert answer.status_code == 303
    return answer["Location"]


@pytest.mark.parametrize("role", ROLES)
def test_typed_words_are_offered_after_a_timeout_and_stand_in_the_field(role, clock):
    browser, user, url, field = timed_out(role, clock)

    back = browser.sign_in(user, PASSWORD, f"/sign-in/?next={url}")["Location"]

    assert back == url
    html = browser.text(url)
    assert len(offered(html)) == 1
    assert "14:33. It has not been saved." in html
    assert "CANARY" not in html
    assert show(browser, html) == url
    form = browser.form(url, holding=field)
    assert form[field] == (["no"] if role == "agency" else [WORDS])
    assert "We have not saved this page yet." in browser.text(url)


def test_the_post_itself_is_not_carried_out_and_sending_it_again_wipes_it(clock):
    browser, user, url, _ = timed_out("coordinator", clock)
    before = SealedEnvelope.objects.count()
    browser.sign_in(user, PASSWORD)
    show(browser, browser.text(url))
    assert SealedEnvelope.objects.count() == before

    answer = browser.send(url, browser.form(url, holding="words"))

    assert answer.status_code == 302
    assert SealedEnvelope.objects.count() == before + 1
    assert not TypedPage.objects.exists()
    assert offered(browser.text(answer["Location"])) == []
    assert SHELF.cookie not in {name for name, one in browser.cookies.items() if one.value}


def test_the_sign_in_page_says_the_same_whether_anything_was_kept_or_not(clock):
    kept, _user, url, _ = timed_out("coordinator", clock)
    stranger = Browser()

    pages = [browser.text(f"/sign-in/?next={url}") for browser in (kept, stranger)]

    for html in pages:
        assert " ".join(KEPT_WORDS.split()) in " ".join(html.split())
    with_kept, without = (re.sub(r'value="[^"]{40,}"', "", html) for html in pages)
    assert with_kept == without
    assert "If you were signed out" not in stranger.text("/sign-in/")


@pytest.mark.parametrize("role", ROLES)
def test_a_second_sign_in_in_another_tab_loses_nothing(role, clock):
    browser, user, url, field, form = opened(role)
    browser.get("/landing/")
    other = Browser()
    other.cookies = browser.cookies
    del other.cookies["portal"]
    assert other.sign_in(user, PASSWORD).status_code == 302

    answer = browser.send(url, typed_in(role, form, field))

    assert (answer.status_code, answer["Location"]) == (303, url)
    found = browser.form(url, holding=field)
    assert found[field] == (["no"] if role == "agency" else [WORDS])
    assert "We have not saved this page yet." in browser.text(url)


def test_another_account_in_the_same_browser_is_offered_nothing(clock):
    browser, user, url, _ = timed_out("coordinator", clock)
    colleague = UserFactory(coordinator=True)

    browser.sign_in(colleague, PASSWORD)

    html = browser.text(url)
    assert offered(html) == []
    assert "CANARY" not in html
    row = TypedPage.objects.get()
    page = reverse("account_typed")
    for choice in ("show", "delete"):
        browser.send(page, browser.form(page, holding="csrfmiddlewaretoken", action="/sign-out/")
                     | {"page": str(row.pk), choice: ""})  # fmt: skip
    assert "CANARY" not in browser.text(page)
    assert "CANARY" not in browser.text(url)
    assert TypedPage.objects.filter(is_shown=False).count() == 1


def test_a_page_of_one_account_sent_while_another_is_signed_in_waits_for_the_first(clock):
    browser, user, url, field, form = opened("coordinator")
    colleague = UserFactory(coordinator=True)
    browser.send("/sign-out/", browser.form("/account/", "/sign-out/"))
    browser.sign_in(colleague, PASSWORD)

    answer = browser.send(url, typed_in("coordinator", form, field))

    assert answer.status_code == 403
    assert "CANARY" not in answer.content.decode()
    assert offered(browser.text(url)) == []
    # The colleague's session ends by itself; signing out would wipe this browser.
    clock.shift(TOO_LONG)
    browser.sign_in(user, PASSWORD)
    assert len(offered(browser.text(url))) == 1


def test_the_same_account_in_another_browser_is_offered_nothing(clock):
    _, user, url, _ = timed_out("coordinator", clock)
    elsewhere = Browser()

    elsewhere.sign_in(user, PASSWORD)

    assert offered(elsewhere.text(url)) == []


@pytest.mark.parametrize("how", ["sign_out", "leave", "late"])
def test_signing_out_wipes_it(how, clock):
    browser, user, url, _ = timed_out("coordinator", clock)
    browser.sign_in(user, PASSWORD)
    form = browser.form(url, "/sign-out/")
    if how == "leave":
        browser.get("/leave/")
    else:
        clock.shift(TOO_LONG if how == "late" else dt.timedelta(0))
        browser.send("/sign-out/", form)

    assert not TypedPage.objects.exists()
    browser.sign_in(user, PASSWORD)
    assert offered(browser.text(url)) == []


def test_after_the_hour_it_is_gone(clock, settings):
    browser, user, url, _ = timed_out("coordinator", clock)
    clock.shift(dt.timedelta(minutes=settings.TYPED_MINUTES, seconds=-1))
    browser.sign_in(user, PASSWORD)
    assert len(offered(browser.text(url))) == 1

    clock.shift(dt.timedelta(seconds=1))

    assert offered(browser.text(url)) == []
    forget_typed_pages()
    assert forget_typed_pages.name in {task["task"] for task in CELERY_BEAT_SCHEDULE.values()}
    assert not TypedPage.objects.exists()


def test_it_can_be_deleted_unseen(clock):
    browser, user, url, _ = timed_out("coordinator", clock)
    browser.sign_in(user, PASSWORD)
    page = reverse("account_typed")

    browser.send(page, form_in(browser.text(url), page, holding="page") | {"delete": ""})

    assert not TypedPage.objects.exists()
    assert offered(browser.text(url)) == []


def test_a_sealed_page_of_an_agencys_form_comes_back_too_and_no_answer_was_stored(clock):
    make_catalogue()
    user = UserFactory(agency_referrer=True, agency=AgencyFactory())
    browser = Browser()
    browser.sign_in(user, PASSWORD)
    browser.handler.enforce_csrf_checks = False
    url = open_at(browser, "agency", "family")
    browser.handler.enforce_csrf_checks = True
    form = browser.form(url, holding="former_partners")
    clock.shift(TOO_LONG)
    browser.send(url, form | {"former_partners": WORDS})

    browser.sign_in(user, PASSWORD)
    html = browser.text(url)
    assert "You have answered this question." not in html
    show(browser, html)

    assert browser.form(url, holding="former_partners")["former_partners"] == [WORDS]


def test_a_browser_that_lost_its_cookies_is_asked_to_sign_in_and_keeps_the_words(clock):
    browser, user, url, field, form = opened("coordinator")
    browser.cookies.clear()

    answer = browser.send(url, typed_in("coordinator", form, field))

    assert answer["Location"] == f"/sign-in/?next={url}"
    browser.sign_in(user, PASSWORD)
    assert len(offered(browser.text(url))) == 1


def test_a_form_with_errors_after_it_was_put_back_keeps_its_words_and_is_not_offered_twice(clock):
    browser, user, url, _ = timed_out("coordinator", clock)
    browser.sign_in(user, PASSWORD)
    show(browser, browser.text(url))
    form = browser.form(url, holding="words")

    answer = browser.send(url, form | {"words": "x" * 5000})

    assert answer.status_code == 200
    assert "x" * 5000 in answer.content.decode()
    assert not TypedPage.objects.exists()
