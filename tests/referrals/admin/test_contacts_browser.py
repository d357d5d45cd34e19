"""The contact log in a real browser: no sideways scroll and no fault that axe finds, at three widths."""

import pytest
from django.urls import reverse

from referrals.danger_checks import found_on, record_danger
from tests.browser import go_on
from tests.factories.desk import NOW, make_person, make_referral, staff
from tests.factories.programmes import ProgrammeVersionFactory
from tests.referrals.admin.test_browser import fits, sign_in

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
]
ANSWERS = {
    "you": {"own_safety": "yes"},
    "what": {"behaviours": ["choked"]},
    "weapons": {"weapons": ["licence"]},
}


@pytest.mark.parametrize("width", [1280, 375, 320])
def test_a_call_is_recorded_and_a_decision_asks_for_it(live_server, page, axe, settings, width):
    settings.SECOND_FACTOR = False
    ProgrammeVersionFactory(group=True)
    person = make_person(
        "Una Example", may_leave_message=None, phone_is_shared=True, best_time="after six"
    )
    referral = make_referral(
        person=person, agency=True, answers=ANSWERS, needs_prompt_call=True, danger_level=1
    )
    record_danger(referral=referral, signs=found_on(referral), now=NOW)
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(page, live_server, staff(coordinator=True))

    def looks_right():
        axe(page)
        assert fits(page)

    page.goto(live_server.url + reverse("admin:referrals_referral_accept", args=[referral.pk]))
    page.get_by_role("radio", name="No", exact=True).check()
    page.get_by_label("Why not?").wait_for()
    looks_right()

    page.goto(live_server.url + reverse("admin:referrals_referral_contact", args=[referral.pk]))
    page.get_by_label("The participant", exact=True).check()
    page.get_by_label("No answer").check()
    for part, value in (("Day", "1"), ("Month", "12"), ("Year", "2030")):
        page.get_by_label(part, exact=True).fill(value)
    page.get_by_label("Time of the next try").select_option("16:00")
    looks_right()
    go_on(page.get_by_role("button", name="Record call"))

    page.get_by_text("Next try: 1 December 2030, 16:00").wait_for()
    looks_right()
    page.goto(live_server.url + reverse("admin:referrals_referral_calls") + "?status=tries")
    page.get_by_text("Una Example").wait_for()
    looks_right()
