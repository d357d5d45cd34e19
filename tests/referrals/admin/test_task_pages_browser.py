"""A task in a browser, on a narrow screen: added, found in the list and marked as done."""

import pytest
from django.urls import reverse

from tests.browser import go_on
from tests.factories.desk import make_referral, staff
from tests.referrals.admin.test_browser import fits, sign_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_a_task_is_added_found_and_done(live_server, page, axe, settings):
    settings.SECOND_FACTOR = False
    page.set_viewport_size({"width": 320, "height": 800})
    referral = make_referral()
    sign_in(page, live_server, staff(coordinator=True))
    page.goto(live_server.url + reverse("admin:referrals_referral_change", args=[referral.pk]))

    def look():
        axe(page)
        assert fits(page)

    go_on(page.get_by_role("link", name="Add a task"))
    look()
    page.get_by_label("What is to be done?").fill("Ask for the order")
    for part, number in (("Day", "3"), ("Month", "12"), ("Year", "2099")):
        page.get_by_label(part, exact=True).fill(number)
    go_on(page.get_by_role("button", name="Add task"))
    look()
    go_on(page.get_by_role("link", name="All tasks"))
    look()
    go_on(page.get_by_role("link", name=referral.participant.name))
    go_on(page.get_by_role("link", name="Mark as done"))
    look()
    page.get_by_label("What was done? (optional)").fill("The court sent it")
    go_on(page.get_by_role("button", name="Mark as done"))

    page.get_by_text("The task is done.").wait_for()
    page.get_by_text("Tasks that are done").click()
    assert page.get_by_text("The court sent it").is_visible()
    look()
