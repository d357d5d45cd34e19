"""A burst in a real browser without scripts: read, set aside by name, and brought back, with axe."""

import pytest
from django.urls import reverse

from tests.browser import go_on
from tests.factories.bursts import make_burst, make_form
from tests.factories.desk import staff
from tests.referrals.admin.test_browser import fits, sign_in

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
]


@pytest.mark.parametrize("width", [1280, 320])
def test_a_coordinator_sets_a_burst_aside_and_brings_it_back(
    live_server, open_page, axe, settings, width
):
    """Costs about eight seconds for each width."""
    settings.SECOND_FACTOR = False
    settings.BURSTS |= {"forms": 5}
    make_burst(6)
    make_form(7, danger_level=1, name="Una Example")
    make_form(8, words="I shout at my wife, and I want to stop before the baby is born.")
    page = open_page(javascript=False)
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(page, live_server, staff(coordinator=True))

    def look(name: str) -> None:
        axe(page)
        assert fits(page), name

    look("first page")
    go_on(page.get_by_role("link", name="Many forms at once"))
    look("bursts")
    go_on(page.get_by_role("link", name="8 forms").or_(page.locator(".portal-rows a")).first)
    look("burst")
    # By keyboard alone.
    box = page.get_by_role("checkbox", name="Set these 6 forms aside")
    box.focus()
    page.keyboard.press("Space")
    assert box.is_checked()
    go_on(page.get_by_role("button", name="Continue"))
    look("names")
    assert page.get_by_text("Una Example").count() == 0
    page.get_by_label("Why do you set these forms aside?").fill("The same words six times.")
    go_on(page.get_by_role("button", name="Set aside"))
    page.get_by_text("6 forms are set aside").wait_for()

    page.goto(live_server.url + reverse("admin:referrals_referral_set_aside"))
    look("set aside")
    go_on(page.locator(".portal-rows a").first)
    page.get_by_text("The same words six times.", exact=True).wait_for()
    look("referral")
    go_on(page.get_by_role("button", name="Bring back"))
    page.get_by_text("1 form is back in the queue").wait_for()
    page.goto(live_server.url + reverse("admin:referrals_referral_set_aside"))
    go_on(page.get_by_role("button", name="Bring all back"))
    page.get_by_text("5 forms are back in the queue").wait_for()
