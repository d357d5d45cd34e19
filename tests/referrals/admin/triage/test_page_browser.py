"""Triage in a real browser: forty referrals accepted by keys, and every decision without scripts."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from referrals.enums import Status
from referrals.models import Referral
from tests.browser import go_on
from tests.factories.desk import NOW, make_check, make_referral, staff
from tests.factories.programmes import ProgrammeVersionFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
START = "/admin/referrals/referral/triage/"
MANY = 40
MOST_KEYS = 80


@pytest.fixture(autouse=True)
def _password_only(settings):
    settings.SECOND_FACTOR = False


@pytest.fixture
def groupwork():
    return ProgrammeVersionFactory(group=True).programme


@pytest.fixture
def at_the_desk(live_server):
    """Return a function that signs a coordinator in and starts triage."""

    def start(page):
        client = Client()
        client.force_login(staff(coordinator=True))
        cookies = [
            {"name": name, "value": morsel.value, "url": live_server.url}
            for name, morsel in client.cookies.items()
        ]
        page.context.add_cookies(cookies)
        page.goto(live_server.url + START)
        return page

    return start


def waiting(number, programme, **fields):
    """Referrals that arrived one after the other and fit one programme."""
    found = []
    for turn in range(number):
        at = NOW - dt.timedelta(days=1, minutes=number - turn)
        found.append(make_referral(submitted_at=at, due_on=NOW.date(), **fields))
        make_check(found[-1], programme.code)
    return found


class Keyboard:
    """Counts every key that is pressed."""

    def __init__(self, page):
        self.page, self.pressed = page, 0

    def press(self, key):
        self.pressed += 1
        self.page.keyboard.press(key)

    def press_and_go(self, key):
        with self.page.expect_navigation():
            self.press(key)


def test_forty_are_accepted_with_eighty_keys_at_most(at_the_desk, page, axe, groupwork):
    referrals = waiting(MANY, groupwork)
    keys = Keyboard(at_the_desk(page))

    for turn, referral in enumerate(referrals):
        page.get_by_role("heading", name=referral.reference).wait_for()
        # The programme that alone fits is chosen already; another one is chosen by its number.
        keys.press("a" if turn % 2 else "1")
        keys.press_and_go("Enter")

    page.get_by_role("heading", name="Nothing left to decide").wait_for()
    axe(page)
    assert keys.pressed <= MOST_KEYS
    accepted = Referral.objects.filter(status=Status.AWAITING_ALLOCATION, programme=groupwork)
    assert accepted.count() == MANY


def test_every_key_does_what_the_list_of_keys_says(at_the_desk, page, axe, groupwork):
    first, second, third = waiting(3, groupwork)
    make_referral(submitted_at=NOW)
    keys = Keyboard(at_the_desk(page))
    heading = page.get_by_role("heading", level=1)

    keys.press("?")
    page.get_by_role("dialog", name="Keys").wait_for()
    axe(page)
    keys.press("a")  # a letter in the list of keys is not a key of the page
    keys.press("Escape")
    keys.press_and_go("j")
    assert second.reference in heading.inner_text()
    keys.press_and_go("k")
    assert first.reference in heading.inner_text()

    keys.press_and_go("i")
    axe(page)
    page.keyboard.type("had it been said?")  # letters typed into a question are not keys
    keys.press("Escape")
    keys.press_and_go("h")
    assert "hold" in page.url
    keys.press_and_go("d")
    assert page.get_by_label("Sent twice or by mistake").is_visible()
    keys.press_and_go("a")
    assert first.reference in heading.inner_text()
    page.get_by_role("button", name="Keys").click()
    page.get_by_role("button", name="Turn keys off").click()
    page.get_by_role("button", name="Close").click()
    assert page.evaluate("JSON.stringify(localStorage)") == '{"triage-keys-off":"1"}'
    keys.press("j")
    page.reload()
    keys.press("j")
    assert first.reference in heading.inner_text()
    assert not Referral.objects.exclude(status=Status.AWAITING_TRIAGE).exists()


def test_three_decisions_without_scripts(at_the_desk, phone, axe, groupwork):
    accepted, asked, declined = waiting(3, groupwork)
    page = at_the_desk(phone)
    axe(page)

    assert page.get_by_role("radio").first.is_checked()
    go_on(page.get_by_role("button", name="Accept and next"))
    page.get_by_text(f"{accepted.reference} has been accepted").wait_for()
    go_on(page.get_by_role("link", name="Ask for information"))
    go_on(page.get_by_role("button", name="Ask for information and next"))
    page.get_by_role("link", name="Write the question you need answered").wait_for()
    axe(page)
    page.get_by_label("What do you need to know?").fill("Which day suits?")
    go_on(page.get_by_role("button", name="Ask for information and next"))
    go_on(page.get_by_role("link", name="Decline"))
    page.get_by_label("Not ready", exact=False).first.check()
    page.get_by_label("Why, in your own words").fill("Not yet.")
    page.get_by_label("Who holds the risk now?").fill("Cora Sample, Kent Police")
    again = timezone.localdate() + dt.timedelta(days=7)
    for part, value in (("Day", again.day), ("Month", again.month), ("Year", again.year)):
        page.get_by_label(part, exact=True).fill(str(value))
    go_on(page.get_by_role("button", name="Decline and next"))

    page.get_by_role("heading", name="Nothing left to decide").wait_for()
    axe(page)
    statuses = dict(Referral.objects.values_list("reference", "status"))
    assert statuses == {
        accepted.reference: Status.AWAITING_ALLOCATION,
        asked.reference: Status.INFORMATION_REQUESTED,
        declined.reference: Status.DECLINED,
    }
