"""From a number left on the website to the referral it led to, in a real browser with axe."""

import re

import pytest
from playwright.sync_api import expect

from referrals.models import CallBack
from tests.browser import go_on
from tests.factories.desk import make_person, make_referral, staff
from tests.factories.programmes import DistrictFactory
from tests.referrals.admin.test_browser import fits, sign_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture(autouse=True)
def _password_only(settings):
    """As in the demonstration; the second step is looked at in tests/accounts."""
    settings.SECOND_FACTOR = False


@pytest.mark.parametrize("width", [1280, 320])
def test_a_number_becomes_a_referral(live_server, open_page, axe, width):
    DistrictFactory(name="Swale")
    him, her = open_page(javascript=False), open_page()
    for page in (him, her):
        page.set_viewport_size({"width": width, "height": 900})

    # He leaves his number.
    him.goto(f"{live_server.url}/")
    go_on(him.get_by_role("link", name="Leave your name and number"))
    go_on(him.get_by_role("button", name="Ask for a call"))
    expect(him).to_have_title(re.compile("^Error:"))
    assert fits(him)
    axe(him)
    him.get_by_label("Your name").fill("Casey Invented")
    him.get_by_label("Your phone number").fill("07700 900123")
    him.get_by_label("When is it safe").fill("Weekdays after 6pm")
    him.get_by_role("group", name="May we leave").get_by_label("No").check()
    him.get_by_label("Which district").select_option("Swale")
    go_on(him.get_by_role("button", name="Ask for a call"))
    expect(him.get_by_role("heading", level=1)).to_have_text("We have your number")

    # She calls twice.
    sign_in(her, live_server, staff(coordinator=True))
    go_on(her.get_by_role("main").get_by_role("link", name="Call-backs").first)
    assert fits(her)
    axe(her)
    go_on(her.get_by_role("link", name="Casey Invented"))
    expect(her.get_by_text("Do not leave a message")).to_be_visible()
    assert fits(her)
    axe(her)
    for outcome in ("No answer", "We spoke"):
        go_on(her.get_by_role("button", name="Record a call"))
        axe(her)
        her.get_by_label(outcome).check()
        go_on(her.get_by_role("button", name="Record call"))
        expect(her.get_by_role("heading", name="Calls")).to_be_visible()

    # He fills in the form meanwhile, and she finds it by his number.
    referral = make_referral(person=make_person(name="Casey Invented", phone="07700900123"))
    her.reload()
    expect(her.get_by_role("link", name=referral.reference)).to_be_visible()
    go_on(her.get_by_role("button", name="Link to a referral"))
    axe(her)
    her.get_by_label("Reference of the referral").fill(referral.reference)
    go_on(her.get_by_role("button", name="Link referral"))
    expect(her.get_by_text("Led to a referral").first).to_be_visible()
    assert fits(her)
    axe(her)
    assert CallBack.objects.get().referral_id == referral.pk

    # And another one rings in.
    her.goto(f"{live_server.url}/admin/referrals/callback/")
    go_on(her.get_by_role("button", name="Add a call-back"))
    assert fits(her)
    axe(her)
