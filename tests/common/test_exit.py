"""The way out of every public page, in a real browser: with scripts, without, and on a small phone.

What /leave/ answers is the concern of the front-door tests; here it only has to be reached.
"""

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ELSEWHERE = "/healthz"


@pytest.fixture(autouse=True)
def _exit_stays_here(settings, live_server) -> None:
    settings.EXIT_URL = f"{live_server.url}{ELSEWHERE}"


def test_exit_replaces_the_page_in_the_history(page, live_server) -> None:
    page.goto(f"{live_server.url}/programmes/")
    page.goto(f"{live_server.url}/")
    page.wait_for_selector(".govuk-exit-this-page__indicator", state="attached")
    page.get_by_role("button", name="Exit this page").click()
    page.wait_for_url(re.compile(ELSEWHERE))
    page.go_back()
    assert page.url == f"{live_server.url}/programmes/"


def test_three_times_shift_leaves(page, live_server) -> None:
    page.goto(f"{live_server.url}/")
    page.wait_for_selector(".govuk-exit-this-page__indicator", state="attached")
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(re.compile(ELSEWHERE))


def test_exit_is_the_second_stop_of_the_keyboard_and_works_without_scripts(
    phone, live_server
) -> None:
    phone.goto(f"{live_server.url}/")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    phone.wait_for_url(re.compile(ELSEWHERE))


@pytest.mark.parametrize("address", ["/", "/sign-in/", "/programmes/", "/no-such-page/"])
def test_exit_stays_in_reach_and_covers_no_focused_control_at_320_pixels(
    page, live_server, address: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 568})
    page.goto(f"{live_server.url}{address}")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    # Half way down the content, as on a long form.
    in_reach = page.evaluate(
        """() => {
            const main = document.querySelector('main').getBoundingClientRect();
            window.scrollTo(0, main.top + main.height / 2);
            const box = document.querySelector('.govuk-exit-this-page__button').getBoundingClientRect();
            const seen = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
            return box.top >= 0 && Boolean(seen && seen.closest('.govuk-exit-this-page'));
        }"""
    )
    assert in_reach
    controls = page.locator("main :is(a, input:not([type=hidden]), button)")
    for number in range(controls.count()):
        control = controls.nth(number)
        page.evaluate(
            "document.activeElement.blur(); window.scrollTo(0, document.body.scrollHeight)"
        )
        control.focus()
        assert control.evaluate(
            """node => {
                const exit = document.querySelector('.govuk-exit-this-page');
                return node.getBoundingClientRect().top >= exit.getBoundingClientRect().bottom;
            }"""
        )
