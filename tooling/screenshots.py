"""Drive a browser through a running demonstration and write docs/screenshots/*.png.

Pictures are one screen high and have few colours, so that they are small. seed_demo invents the
people in them; nothing here touches a database.
"""

import io
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from safeguarding.demo.people import SELF_ANSWERS
from tests.browser import FLAGS
from tooling.base import ROOT, Stop, say
from tooling.serve import PASSWORD
from tooling.system import CHROMIUM

FOLDER = ROOT / "docs" / "screenshots"
DESK, PHONE = {"width": 1280, "height": 860}, {"width": 360, "height": 740}
TALL, TALL_PICTURES = 1400, {"cohort", "register", "case"}
# A new demonstration shows this until the far side has reported for the first time.
LATE, FIRST_REPORT_SECONDS = "may be late", 60
HELD = 5  # a session of that group whose register was taken
MOST_BYTES = 200_000
COLOURS = 128
MOST_PAGES = 60
ANSWERS = SELF_ANSWERS | {"name": "Invented Person", "email": "invented.person@example.org"}


class Photographer:
    """Opens pages of one running site as a signed-in user, at one size."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.address = browser, address

    def visit(self, path: str, *, phone: bool = False, sign_in: str = "", who: str = "") -> Page:
        """Open `path` with cookies of its own, signed in as `who` on the page `sign_in`."""
        context = self.browser.new_context(
            viewport=PHONE if phone else DESK, locale="en-GB", timezone_id="Europe/London",
            reduced_motion="reduce",
        )  # fmt: skip
        context.set_default_timeout(15_000)
        page = context.new_page()
        if who:
            page.goto(self.address + sign_in)
            page.get_by_label("User name").fill(who)
            page.get_by_label("Password", exact=True).fill(PASSWORD)
            page.get_by_role("main").get_by_role("button", name="Sign in").click()
        page.goto(self.address + path)
        return page

    def staff(self, who: str, path: str, **options) -> Page:
        """Open `path` as a user of the portal."""
        return self.visit(path, sign_in="/sign-in/", who=who, **options)

    def link_worker(self, path: str) -> Page:
        """Open `path` as the link worker."""
        return self.visit(path, sign_in="/safeguarding/sign-in/", who="link-worker")


def home(photographer: Photographer) -> Page:
    """Open the home page."""
    return photographer.visit("/")


def first_page(photographer: Photographer) -> Page:
    """Open the first question of a self-referral, on a phone."""
    page = photographer.visit("/refer/domestic-abuse/self/", phone=True)
    page.get_by_role("button", name="Start now").click()
    return page


def check_answers(photographer: Photographer) -> Page:
    """Fill in every page and open “Check your answers”."""
    page = photographer.visit("/refer/domestic-abuse/self/")
    page.get_by_role("button", name="Start now").click()
    for _ in range(MOST_PAGES):
        if page.url.endswith("/check/"):
            return page
        fill(page)
        page.get_by_role("main").get_by_role("button", name="Continue").first.click()
    raise Stop(f"The self-referral did not end; it was at {page.url}.")


def queue(photographer: Photographer) -> Page:
    """Open the queue of a coordinator."""
    return photographer.staff("coordinator", "/admin/referrals/referral/")


def referral(photographer: Photographer) -> Page:
    """Open one referral that needs action the same day, as a coordinator."""
    page = queue(photographer)
    rows = page.locator("main table tbody tr")
    rows.filter(has_text="Danger: same day").last.get_by_role("link").first.click()
    return page


def accept(photographer: Photographer) -> Page:
    """Open the confirm page of a decision, with the messages that it will send."""
    page = referral(photographer)
    page.locator('main a[href$="/accept/"]').first.click()
    return page


def cohort(photographer: Photographer) -> Page:
    """Open a running group as its facilitator."""
    page = photographer.staff("facilitator", "/cohorts/")
    for _ in range(FIRST_REPORT_SECONDS):
        if not page.get_by_text(LATE).count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    page.get_by_role("link", name="Medway evenings").click()
    return page


def register(photographer: Photographer) -> Page:
    """Open the register of that group, on a phone."""
    page = photographer.staff("facilitator", "/cohorts/", phone=True)
    page.get_by_role("link", name="Medway evenings").click()
    page.locator(f'a[href$="/sessions/{HELD}/register/"]').first.click()
    return page


def worklist(photographer: Photographer) -> Page:
    """Open the worklist of a link worker."""
    return photographer.link_worker("/safeguarding/")


def case(photographer: Photographer) -> Page:
    """Open the case of the most urgent concern."""
    page = worklist(photographer)
    rows = page.locator("main .govuk-summary-list__row")
    rows.filter(has_text="Level 0").get_by_role("link").first.click()
    return page


PICTURES: dict[str, Callable[[Photographer], Page]] = {
    "home": home,
    "first-page": first_page,
    "check-answers": check_answers,
    "queue": queue,
    "referral": referral,
    "accept": accept,
    "cohort": cohort,
    "register": register,
    "worklist": worklist,
    "case": case,
}


def fill(page: Page) -> None:
    """Answer every question of a page, radios first, because they reveal others."""
    names: list[str] = page.locator("main form [name]").evaluate_all(
        "(found) => [...new Set(found.map((one) => one.name))]"
    )
    for name in names:
        for value in values_of(name):
            choice = page.locator(f'main [name="{name}"][value="{value}"]')
            # Questions that another answer would reveal are hidden.
            if choice.count() and choice.first.is_visible():
                choice.first.check(force=True)
    for name in names:
        found = page.locator(f'main [name="{name}"]').first
        values = values_of(name)
        if values and found.is_visible():
            write(found, values[0])


def values_of(name: str) -> list[str]:
    """Return the values to enter: several for checkboxes, a part for a box of a date."""
    field, _, part = name.rpartition("-")
    if field in ANSWERS and part in {"day", "month", "year"}:
        year, month, day = ANSWERS[field].split("-")
        return [{"day": day, "month": month, "year": year}[part].lstrip("0")]
    value = ANSWERS.get(name, "")
    if value is True:
        return ["on", "True"]
    return value if isinstance(value, list) else [value] if value else []


def write(found: Locator, value: str) -> None:
    """Type into a box or choose from a list; radios and checkboxes were done before."""
    kind = found.evaluate("(one) => one.tagName === 'INPUT' ? one.type : one.tagName")
    if kind == "SELECT":
        found.select_option(value)
    elif kind not in {"radio", "checkbox", "hidden"}:
        found.fill(value)


def photograph(page: Page, *, tall: bool) -> bytes:
    """Return a picture of one screen, or of more where the page needs it."""
    page.wait_for_load_state()  # a click only waits for the first byte of the next page
    size = page.viewport_size
    height = page.evaluate("document.documentElement.scrollHeight")
    clip = {"x": 0, "y": 0, "width": size["width"]}
    clip["height"] = min(height, TALL) if tall else size["height"]
    return page.screenshot(full_page=tall, clip=clip)


def save(picture: bytes, path: Path) -> None:
    """Write a picture with few colours; raise Stop if it is too large for the repository."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    few = image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
    if path.stat().st_size > MOST_BYTES:
        raise Stop(f"{path.name} has {path.stat().st_size} bytes, more than {MOST_BYTES}.")


def main(arguments: list[str]) -> int:
    """Take all or the named pictures of the site whose address is the first argument."""
    address, *wanted = arguments
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        program = next(filter(None, map(shutil.which, CHROMIUM)))
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        photographer = Photographer(browser, address)
        for name, take in PICTURES.items():
            if wanted and name not in wanted:
                continue
            page = take(photographer)
            path = FOLDER / f"{name}.png"
            save(photograph(page, tall=name in TALL_PICTURES), path)
            say(f"  {path.relative_to(ROOT)} ({path.stat().st_size // 1024} kB)")
            page.context.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
