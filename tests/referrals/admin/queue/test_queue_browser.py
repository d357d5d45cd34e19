"""The queue in a real browser: sorted, filtered, ticked and left for a referral, on a screen and a phone."""

import re

import pytest

from tests.browser import go_on
from tests.factories.accounts import PASSWORD
from tests.factories.desk import NOW, make_referral, staff

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
]


@pytest.fixture(autouse=True)
def _password_only(settings):
    """As in the demonstration; the second step is looked at in tests/accounts."""
    settings.SECOND_FACTOR = False


@pytest.mark.parametrize("width", [1280, 320])
def test_a_list_is_kept_while_a_coordinator_works_on_it(live_server, page, axe, width):
    coordinator = staff(coordinator=True)
    colleague = staff(coordinator=True, first_name="Robin", last_name="Invented")
    first, second = make_referral(name="Ann Example"), make_referral(name="Bob Example")
    make_referral(name="Cat Example", assigned_to=colleague, assigned_at=NOW)
    page.set_viewport_size({"width": width, "height": 800})

    def is_sound():
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    page.goto(f"{live_server.url}/admin/referrals/referral/")
    page.get_by_label("User name").fill(coordinator.username)
    page.get_by_label("Password").fill(PASSWORD)
    go_on(page.get_by_role("main").get_by_role("button", name="Sign in"))
    go_on(page.get_by_role("link", name="Not assigned"))
    go_on(page.get_by_role("columnheader", name="Name").get_by_role("link"))
    go_on(page.get_by_role("link", name="Show how many"))
    assert page.get_by_role("row").all_inner_texts()[1].count("Ann Example") == 1
    is_sound()

    page.get_by_label(first.reference).check()
    go_on(page.get_by_role("button", name="Take"))
    page.get_by_text(f"You are working on {first.reference} now.").wait_for()
    assert {"who=nobody", "sort=name", "counts=1"} <= set(re.split("[?&]", page.url))
    assert page.get_by_role("row").count() == 2
    is_sound()

    go_on(page.get_by_role("link", name=second.reference))
    go_on(page.get_by_role("link", name="Back to the list"))
    assert "sort=name" in page.url
    page.get_by_label(second.reference).check()
    go_on(page.get_by_role("button", name="Hand over"))
    is_sound()
    page.get_by_label("Robin Invented").check()
    page.get_by_label("Why is it handed over?").fill("On leave.")
    go_on(page.get_by_role("button", name="Hand over"))
    page.get_by_text("No referrals match these filters.").wait_for()

    for button in ("Print list", "Export"):
        go_on(page.get_by_role("link", name="Mine"))
        go_on(page.get_by_role("button", name=button))
        is_sound()
        go_on(page.get_by_role("link", name="Back to the list"))

    page.get_by_label("Find a referral").fill(second.reference)
    go_on(page.get_by_role("button", name="Go"))
    page.get_by_role("heading", name=second.reference).wait_for()
