"""Fixtures that drive the system's Chromium and check pages with axe.

The browser never leaves this machine, and a page that reports a script error, a Content-Security-Policy
violation or a request to another host fails its test. Journeys themselves live in tests/journeys.
"""

import functools
import re
import shutil
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Download,
    Locator,
    Page,
    expect,
    sync_playwright,
)

from tests.patience import A_MINUTE
from tooling.system import CHROMIUM

ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    # A page lives for a second, in which optimising its scripts costs more than it brings.
    "--js-flags=--no-opt --no-maglev",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-domain-reliability",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1",
]
ELSEWHERE = re.compile(
    r"^(?!https?://(([\w-]+\.)?localhost|127\.0\.0\.1)(:\d+)?/|data:|blob:|about:)"
)
PHONE = {"width": 360, "height": 740}
NARROW = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# GOV.UK Frontend puts aria-expanded on a radio that reveals a question; known and accepted there.
SWITCHED_OFF = {"aria-allowed-attr": {"enabled": False}}
# What is wider than the page, and so makes it scroll.
WIDER = """() => {
    const page = document.documentElement;
    if (page.scrollWidth <= page.clientWidth) return [];
    return [...document.querySelectorAll("body *")]
        .filter(part => part.getBoundingClientRect().right > page.clientWidth + 1)
        .filter(part => !part.closest(".portal-scroll"))
        .map(part => `${part.tagName}.${part.className}: ${part.textContent.trim().slice(0, 40)}`)
        .slice(-5);
}"""
MILLISECONDS = A_MINUTE * 1000
expect.set_options(timeout=MILLISECONDS)
# Pages without JavaScript, each with the page that axe looks at instead once it was needed.
twins: weakref.WeakKeyDictionary[Page, Page | None] = weakref.WeakKeyDictionary()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run of this process."""
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        pytest.fail(
            "The tests need Chromium: sudo apt-get install -y chromium (./dev test does it)."
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """A function that opens a page with cookies of its own: `open_page(phone=True, javascript=False)`."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_one(*, phone: bool = False, javascript: bool = True) -> Page:
        context = chromium.new_context(
            viewport=PHONE if phone else DESK,
            java_script_enabled=javascript,
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
            ignore_https_errors=True,  # the stack's certificates are its own
        )
        context.set_default_timeout(MILLISECONDS)
        # Watched, not routed: routing would switch the browser's cache off. FLAGS let nothing out.
        context.on("request", lambda request: _note_elsewhere(request, faults))
        contexts.append(context)
        page = context.new_page()
        if not javascript:
            twins[page] = None
        page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
        page.on("console", lambda message: _note_violation(message, faults))
        return page

    yield open_one
    for context in contexts:
        for page in context.pages:
            if twin := twins.pop(page, None):
                twin.context.close()
        context.close()
    assert not faults, "\n".join(faults)


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A desk-sized page with JavaScript."""
    return open_page()


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Page:
    """A phone-sized page without JavaScript."""
    return open_page(phone=True, javascript=False)


def go_on(control: Locator) -> None:
    """Click what leads to another page and wait until that page is there."""
    with control.page.expect_navigation():
        control.click(no_wait_after=True)


def download(control: Locator) -> Download:
    """Click what answers with a file: the page stays, so no navigation is waited for."""
    with control.page.expect_download() as found:
        control.click(no_wait_after=True)
    return found.value


def give_cookies(page: Page, address: str, cookies: dict[str, str]) -> None:
    """Put `cookies`, values by name, into the browser of `page` for the site at `address`."""
    page.context.add_cookies(
        [{"name": name, "value": value, "url": address} for name, value in cookies.items()]
    )


def wider_parts(page: Page) -> list[str]:
    """Return the parts of a page that make it scroll sideways, without those that scroll alone."""
    return page.evaluate(WIDER)


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """A function that fails unless the page as it stands is clean of WCAG 2.2 A and AA faults."""
    return assert_accessible


def assert_accessible(page: Page) -> None:
    """Run axe through the debugger protocol, so that the page's own policy stays as strict as it is."""
    if not AXE.is_file():
        pytest.fail("axe-core is missing: ./dev test fetches it.")
    page.wait_for_load_state()  # a click only waits for the first byte of the next page
    violations = _run_axe(_twin(page) if page in twins else page)
    faults = [
        f"{fault['id']} ({fault['impact']}): {fault['help']}\n    "
        + "\n    ".join(node["html"][:200] for node in fault["nodes"][:5])
        for fault in violations
    ]
    assert not faults, f"{page.url}\n" + "\n".join(faults)


def _run_axe(page: Page) -> list[dict]:
    page.evaluate(_axe())
    # Preloading copies imported style sheets into the page, which the page's own policy refuses.
    options = {
        "runOnly": {"type": "tag", "values": LEVELS},
        "rules": SWITCHED_OFF,
        "resultTypes": ["violations"],
        "preload": False,
    }
    # A promise of the page would wait for ever where its timers do not run.
    script = """([options, limit]) => Promise.race([
        axe.run(document, options).then((result) => result.violations),
        new Promise((_, fail) => setTimeout(() => fail(new Error("axe did not finish")), limit)),
    ])"""
    return page.evaluate(script, [options, MILLISECONDS])


@functools.cache
def _axe() -> str:
    return AXE.read_text()


def _twin(page: Page) -> Page:
    """The same document where axe can run, still without the page's own scripts."""
    html, twin = page.content(), twins[page]
    if twin is None:
        context = page.context.browser.new_context(reduced_motion="reduce")
        context.route("**/*.js", lambda route: route.abort())
        twin = twins[page] = context.new_page()
    twin.set_viewport_size(page.viewport_size)
    if page.url.startswith("http"):
        twin.unroute_all()
        twin.route(page.url, lambda route: route.fulfill(body=html, content_type="text/html"))
        twin.goto(page.url)
    else:
        twin.set_content(html)
    return twin


def _note_elsewhere(request, faults: list[str]) -> None:
    if ELSEWHERE.match(request.url):
        faults.append(f"asked another host for {request.url}")


def _note_violation(message, faults: list[str]) -> None:
    if message.type == "error" and "Content Security Policy" in message.text:
        faults.append(message.text)
