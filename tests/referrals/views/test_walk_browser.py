"""The four forms by hand in Chromium, without JavaScript, on the narrow telephones people have."""

import re

import pytest
from django.conf import settings

from referrals.models import Draft, Referral
from referrals.steps import FORMS
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.referrals import address, make_catalogue, pages_for
from tests.journeys.stage import Actor, Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HEIGHT = 640


class Telephone(Actor):
    phone, javascript = True, False

    def fits(self) -> None:
        """Fail if the page has to be moved sideways."""
        width = self.page.viewport_size["width"]
        assert self.page.evaluate("document.documentElement.scrollWidth") <= width, self.page.url

    def answer(self, answers: dict) -> None:
        self.fits()
        super().answer(answers)

    def changes(self, topic: str, route: str, slug: str, answers: dict) -> None:
        """Press Change beside an answer of the page `slug`, and answer it again."""
        path = address(route, "page", slug, topic=topic)
        self.page.locator(f'a[href^="{path}?"]').first.click()
        self.page.wait_for_url(re.compile(re.escape(path)))
        self.answer(answers)


@pytest.fixture
def telephone(live_server, open_page, client, tmp_path):
    """A function that opens a telephone `width` wide, signed in as agency staff."""

    def open_one(width: int) -> Telephone:
        actor = Telephone(Stage(live_server.url, open_page, None, tmp_path))
        actor.page.set_viewport_size({"width": width, "height": HEIGHT})
        client.force_login(UserFactory(agency_referrer=True, agency=AgencyFactory()))
        session = client.cookies[settings.SESSION_COOKIE_NAME]
        cookie = {"name": session.key, "value": session.value, "url": live_server.url}
        actor.page.context.add_cookies([cookie])
        return actor

    return open_one


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.key)
def test_a_form_from_its_start_to_the_reference_with_a_change_on_the_way(telephone, form):
    make_catalogue()
    topic, route = form.topic, form.route
    pages = pages_for(route, topic)
    someone = telephone(320)  # what fits here fits on every wider telephone
    someone.go(address(route, "start", topic=topic))
    someone.fits()
    someone.sees("The Kent Police coordinator reads your form.")
    someone.press("Start now")

    someone.fills_in(pages)
    someone.fits()
    someone.changes(topic, route, "responsibility", {"accepts": "no"})
    someone.sees("in a better way?")
    someone.answer({"sees_need": "yes"})
    someone.sees("Check your answers")
    if route == "self":
        someone.does_not_see("Who have you hurt, frightened or distressed?")
    someone.changes(topic, route, "weapons", {"weapons": ["none"]})
    someone.sees("Check your answers")

    reference = someone.sends()
    someone.fits()
    assert Referral.objects.get().reference == reference


@pytest.mark.parametrize("form", [form for form in FORMS if form.route == "self"],
                         ids=lambda form: form.key)  # fmt: skip
def test_exit_deletes_the_answers_and_back_shows_none_of_them(telephone, form, settings):
    make_catalogue()
    settings.EXIT_URL = "/healthz"  # the browser of the tests goes nowhere else
    someone = telephone(320)
    someone.go(address("self", "start", topic=form.topic))
    someone.press("Start now")
    for slug in ("now", "place", "who", "you", "birth"):
        someone.answer(pages_for("self", form.topic)[slug])
    before = someone.page.context.cookies()

    someone.page.get_by_role("button", name="Exit this page").click()
    someone.page.wait_for_url(re.compile("/healthz$"))

    assert not Draft.objects.exists()
    someone.page.context.add_cookies(before)
    someone.page.go_back()
    someone.page.reload()
    someone.sees("Your answers are no longer here")
