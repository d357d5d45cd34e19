"""The desk in a real browser: a decision from the queue to the message, and axe on every page."""

import pytest
from django.urls import reverse

from referrals.enums import Status
from tests.browser import go_on
from tests.factories.accounts import PASSWORD
from tests.factories.desk import make_check, make_referral, staff
from tests.factories.programmes import ProgrammeVersionFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
]


@pytest.fixture(autouse=True)
def _password_only(settings):
    """As in the demonstration; the second step is looked at in tests/accounts."""
    settings.SECOND_FACTOR = False


def sign_in(page, live_server, account):
    page.goto(f"{live_server.url}/admin/")
    page.get_by_label("User name").fill(account.username)
    page.get_by_label("Password").fill(PASSWORD)
    go_on(page.get_by_role("main").get_by_role("button", name="Sign in"))


def fits(page):
    """Nothing but a table in its own box is wider than the window."""
    page.wait_for_load_state()
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("width", [1280, 320])
def test_a_coordinator_accepts_from_the_queue(live_server, page, axe, width):
    version = ProgrammeVersionFactory(group=True)
    coordinator = staff(coordinator=True)
    referral = make_referral(
        name="Tom Example",
        agency=True,
        wants_call=["responsibility"],
        needs_prompt_call=True,
        answers={"birth": {"born_on": "1985-03-27"}},
    )
    make_check(referral, version.programme.code)
    make_referral(person=referral.participant)
    page.set_viewport_size({"width": width, "height": 800})

    sign_in(page, live_server, coordinator)
    axe(page)
    assert fits(page)

    go_on(page.get_by_role("link", name="Queue"))
    axe(page)
    assert fits(page)

    go_on(page.get_by_role("link", name=referral.reference))
    axe(page)
    assert fits(page)

    go_on(page.get_by_role("button", name="Accept"))
    go_on(page.get_by_role("button", name="Accept"))
    page.get_by_role("link", name="Say whether you have spoken").wait_for()
    axe(page)
    assert fits(page)

    assert page.get_by_label(version.name).is_checked()
    page.get_by_label("Yes: record that we spoke").check()
    page.get_by_label("We phoned").check()
    go_on(page.get_by_role("button", name="Accept"))
    page.get_by_text(
        f"{referral.reference} has been accepted and is on the waiting list."
    ).wait_for()
    axe(page)
    referral.refresh_from_db()
    assert referral.status == Status.AWAITING_ALLOCATION


@pytest.mark.parametrize("step", ["decline", "ask", "withdraw"])
def test_every_confirm_page_is_accessible(live_server, page, axe, step):
    referral = make_referral()
    sign_in(page, live_server, staff(coordinator=True))

    page.goto(live_server.url + reverse(f"admin:referrals_referral_{step}", args=[referral.pk]))

    axe(page)


def test_a_search_leaves_no_name_in_the_address(live_server, page, axe):
    referral = make_referral(name="Canary Example")
    sign_in(page, live_server, staff(coordinator=True))
    go_on(page.get_by_role("link", name="Queue"))

    page.get_by_label("Search referrals").fill("canary")
    go_on(page.get_by_role("button", name="Search"))

    page.get_by_role("link", name=referral.reference).wait_for()
    axe(page)
    assert "canary" not in page.url.lower()
