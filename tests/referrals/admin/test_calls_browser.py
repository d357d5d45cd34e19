"""The calls to make in a real browser: from the list to a call that was made, with axe."""

import pytest
from django.urls import reverse

from tests.browser import go_on
from tests.factories.desk import staff
from tests.referrals.admin.test_browser import fits, sign_in
from tests.referrals.test_calls import accepted, released

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
]


@pytest.mark.parametrize("width", [1280, 320])
def test_a_coordinator_makes_a_call(live_server, page, axe, settings, width):
    settings.SECOND_FACTOR = False
    released(accepted(name="Una Example", best_time="after six"))
    accepted(name="Ira Example")
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(page, live_server, staff(coordinator=True))

    go_on(page.get_by_role("link", name="Calls to make"))
    axe(page)
    assert fits(page)
    assert page.get_by_text("Ira Example").count() == 0

    go_on(page.get_by_role("link", name="Una Example"))
    page.get_by_text("after six").wait_for()
    axe(page)
    assert fits(page)
    go_on(page.get_by_role("button", name="I have told them"))
    page.get_by_text("There are no calls here").wait_for()

    page.goto(live_server.url + reverse("admin:referrals_referral_calls") + "?status=waiting")
    page.get_by_text("Ira Example").wait_for()
    axe(page)
    assert fits(page)
