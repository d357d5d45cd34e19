"""The pages of the forms in Chromium: clean of accessibility faults, and never wider than a phone.

The test client fills the form in; the browser gets its cookie and looks at what there is. That no page
of any form is wider than a phone is measured where it is answered, in test_walk_browser.py.
"""

import pytest

from referrals.steps import find_form
from referrals.steps.interruptions import INTERRUPTIONS
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.referrals import STALKING, TOPIC, address, make_catalogue, open_at, pages_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 320, "height": 640}
# The pages looked at closely on each form; None is all of them.
OWN_KINDS = {
    (TOPIC, "self"): None,
    (TOPIC, "agency"): {"evidence", "in-your-words", "them", "children", "risk", "referrer"},
    (STALKING, "self"): {"in-your-words", "thinking", "effect", "them", "family", "children"},
    (STALKING, "agency"): {"thinking", "risk"},
}
WITH_ERRORS = {"birth": {}, "sentence": {}, "contact": {}, "name": {"known_as": "x" * 70}}


@pytest.fixture
def show(live_server, client, open_page):
    """A function that opens an address of ours in the browser with the client's cookies."""
    page = open_page()
    page.set_viewport_size(NARROW)

    def show_one(path: str):
        page.context.add_cookies(
            [
                {"name": name, "value": morsel.value, "url": live_server.url}
                for name, morsel in client.cookies.items()
                if morsel.value
            ]
        )
        page.goto(live_server.url + path)
        assert page.url == live_server.url + path
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= NARROW["width"], f"{path} is {width} wide"
        return page

    return show_one


@pytest.mark.parametrize("topic", [TOPIC, STALKING])
@pytest.mark.parametrize("route", ["self", "agency"])
def test_each_kind_of_page_is_accessible_and_fits_a_narrow_phone(client, route, topic, show, axe):
    make_catalogue()
    client.force_login(UserFactory(agency_referrer=True, agency=AgencyFactory()))
    axe(show(address(route, "start", topic=topic)))
    url = open_at(client, route, topic=topic)
    form = find_form(topic, route)

    # Pages made of the same parts are looked at closely once.
    own = OWN_KINDS[topic, route]

    for step in form.steps:
        if step.slug != "better-way" and (own is None or step.slug in own):
            axe(show(address(route, "page", step.slug, topic=topic)))
    for name in INTERRUPTIONS:
        page = show(address(route, "help", name, topic=topic))
        if own is None:
            axe(page)
    axe(show(url))
    for slug, answers in WITH_ERRORS.items():
        path = address(route, "page", slug, topic=topic)
        client.post(path, answers)
        page = show(path)
        if own is None:
            axe(page)
        client.post(path, pages_for(route, topic)[slug])
    client.post(url, {"declares": "on"})
    axe(show(address(route, "sent", topic=topic)))
    if route == "agency":
        axe(show("/refer/your-referrals/"))


def test_the_chooser_and_the_summary_are_accessible(client, show, axe):
    axe(show("/refer/"))
    client.force_login(UserFactory(commissioner=True))
    axe(show("/summary/"))
