"""The warning before a sign-in ends, and the words that outlive it, in a real browser on both sides.

The browser's clock and the server's are moved apart from each other, as when a laptop was asleep.
"""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser import go_on
from tests.factories.accounts import PASSWORD
from tests.factories.desk import make_referral, staff
from tests.factories.safeguarding import PASSWORD as WORKERS_PASSWORD
from tests.factories.safeguarding import make_case, make_worker

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"]),
]
WORDS = "Invented words, typed for a long time."


@pytest.fixture(autouse=True)
def _password_only(settings):
    """The second step has tests of its own."""
    settings.SECOND_FACTOR = False


@pytest.fixture(params=["desk", "link worker"])
def side(request, settings):
    """The user name, the password, a page to type on, the sign-in page and the idle minutes."""
    if request.param == "desk":
        account = staff(coordinator=True)
        url = reverse("admin:referrals_referral_note", args=[make_referral().pk])
        return account.username, PASSWORD, url, "/sign-in/", settings.SESSION_IDLE_MINUTES
    worker = make_worker()
    url = reverse("safeguarding:add_note", args=[make_case(owner=worker).pk])
    minutes = settings.WORKER_SESSION_MINUTES
    return worker.username, WORKERS_PASSWORD, url, "/safeguarding/sign-in/", minutes


def sign_in(page, live_server, side):
    username, password, _, address = side[:4]
    if page.url == "about:blank":
        page.goto(live_server.url + address)
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password").fill(password)
    go_on(page.get_by_role("main").get_by_role("button", name="Sign in"))


def area(page):
    return page.get_by_role("main").locator("form textarea").first


def test_with_scripts_a_dialog_warns_in_time_and_its_button_renews(
    live_server, page, axe, side, settings
):
    url, minutes = side[2], side[4]
    sign_in(page, live_server, side)
    page.clock.install(time=timezone.now())
    page.goto(live_server.url + url)
    area(page).fill(WORDS)
    dialog = page.get_by_role("alertdialog", name="You will be signed out soon")

    page.clock.fast_forward((minutes - 3) * 60_000)
    expect(dialog).to_be_hidden()
    page.clock.fast_forward(62_000)
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("unless you choose “Stay signed in”")
    expect(dialog.get_by_role("button", name="Stay signed in")).to_be_focused()
    axe(page)
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(area(page)).to_have_value(WORDS)

    # Renewed: the whole time has begun again.
    page.clock.fast_forward((minutes - 3) * 60_000)
    expect(dialog).to_be_hidden()
    page.clock.fast_forward(62_000)
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    page.clock.fast_forward(10_000)
    expect(dialog).to_be_hidden()
    page.clock.fast_forward(120_000)
    ended = page.get_by_role("alertdialog", name="You have been signed out")
    expect(ended).to_contain_text("You can still send this page.")
    expect(ended.get_by_role("button", name="Stay signed in")).to_be_hidden()
    axe(page)


def test_a_page_opened_in_another_tab_moves_the_end_here(live_server, page, side):
    url, minutes = side[2], side[4]
    sign_in(page, live_server, side)
    page.clock.install(time=timezone.now())
    page.goto(live_server.url + url)
    dialog = page.get_by_role("alertdialog")
    page.clock.fast_forward((minutes * 60 - 100) * 1000)
    expect(dialog).to_be_visible()

    other = page.context.new_page()
    other.clock.install(time=timezone.now() + dt.timedelta(minutes=minutes, seconds=-100))
    other.goto(live_server.url + url)

    expect(dialog).to_be_hidden()


def test_without_scripts_the_page_says_when_and_a_link_renews_in_a_new_tab(
    live_server, open_page, axe, side, settings
):
    page = open_page(phone=True, javascript=False)
    sign_in(page, live_server, side)
    page.goto(live_server.url + side[2])
    area(page).fill(WORDS)
    expect(page.get_by_text("You will be signed out at")).to_be_visible()
    expect(page.locator("dialog")).to_be_hidden()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Stay signed in (opens in a new tab)").click()

    tab = opened.value
    expect(tab.get_by_role("heading", level=1)).to_have_text("You are still signed in")
    expect(area(page)).to_have_value(WORDS)


@pytest.mark.parametrize("javascript", [True, False])
def test_what_was_typed_is_offered_and_stands_in_its_field_after_signing_in(
    live_server, open_page, axe, side, javascript
):
    page = open_page(javascript=javascript)
    sign_in(page, live_server, side)
    page.goto(live_server.url + side[2])
    area(page).fill(WORDS)
    later = timezone.now() + dt.timedelta(minutes=side[4] + 1)

    with time_machine.travel(later, tick=True):
        go_on(page.get_by_role("main").locator("form:has(textarea) button").first)
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
        sign_in(page, live_server, side)
        offer = page.get_by_role("region", name="What you typed at")
        expect(offer).to_contain_text("We kept what you typed on")
        axe(page)
        go_on(offer.get_by_role("button", name="Show it"))
        expect(area(page)).to_have_value(WORDS)
        expect(page.get_by_text("We have not saved this page yet.")).to_be_visible()
        axe(page)
        go_on(page.get_by_role("link", name="See everything that you typed"))
        expect(page.get_by_text(WORDS)).to_be_visible()
        axe(page)
