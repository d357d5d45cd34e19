"""The people of the journeys, each with a browser: what they do, in the words they would use.

Steps press what a person would press and look at what a person would see; they never reach into
the database.
"""

import datetime as dt
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

from playwright.sync_api import Page, expect

from safeguarding.demo.accounts import PASSWORD
from tests.browser import assert_accessible
from tests.factories.referrals import SELF_PAGES

PATIENCE = 20  # seconds for background work to do what it does
A_MINUTE = 60
expect.set_options(timeout=PATIENCE * 1000)


def eventually(look: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    """Wait until `look` sees it; fail with `what` after `seconds` of the real clock."""
    ends = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < ends, f"Not within {seconds} s: {what}"
        time.sleep(0.2)


@dataclass
class Stage:
    """Where a journey takes place."""

    address: str
    open_page: Callable[..., Page]
    clock: object
    mail: Path

    def travel(self, moment: dt.datetime) -> None:
        """Go to another moment; everybody's session has ended by then."""
        self.clock.move_to(moment)

    def mails_to(self, address: str) -> list:
        """Return the messages that have left for `address`."""
        found = [
            message_from_bytes(file.read_bytes(), policy=policy.default)
            for file in sorted(self.mail.glob("*.eml"))
        ]
        return [mail for mail in found if mail["To"] == address]

    def wait_for_mail(self, address: str, count: int) -> None:
        """Wait until `count` messages in all have left for `address`."""
        eventually(lambda: len(self.mails_to(address)) >= count, f"{count} mails to {address}")


class Actor:
    """Somebody with a browser of their own."""

    sign_in_path = "/sign-in/"
    phone = False
    javascript = True

    def __init__(self, stage: Stage, username: str = ""):
        self.stage, self.username = stage, username
        self.page = stage.open_page(phone=self.phone, javascript=self.javascript)

    def go(self, path: str) -> None:
        self.page.goto(self.stage.address + path)

    def sign_in(self) -> None:
        self.page.context.clear_cookies()
        self.go(self.sign_in_path)
        self.page.get_by_label("User name").fill(self.username)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("main").get_by_role("button", name="Sign in").click()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name).first.click()

    def sees(self, text: str | re.Pattern) -> None:
        expect(self.page.locator("body")).to_contain_text(text)

    def does_not_see(self, text: str) -> None:
        expect(self.page.locator("body")).not_to_contain_text(text)

    def finds_it_accessible(self) -> None:
        assert_accessible(self.page)

    def fills_in(self, pages: dict[str, dict]) -> None:
        """Answer page after page of a form, as `pages` say, until it shows all the answers."""
        for _ in range(len(pages) + 2):
            slug = self.page.url.rstrip("/").rsplit("/", 1)[-1]
            if slug == "check":
                break
            self.answer(pages[slug])
        self.sees("Check your answers")

    def answer(self, answers: dict) -> None:
        """Answer one page and go on."""
        for name, value in answers.items():
            field = self.page.locator(f'[name="{name}"]')
            if isinstance(value, list):
                for one in value:
                    self.page.locator(f'[name="{name}"][value="{one}"]').check()
            elif field.first.get_attribute("type") in {"radio", "checkbox"}:
                chosen = f'[name="{name}"][value="{value}"]'
                self.page.locator(chosen if value != "on" else f'[name="{name}"]').check()
            elif field.first.evaluate("e => e.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        self.page.locator("main form button").last.click()

    def sends(self) -> str:
        """Say that the answers are true, send them, and return the reference."""
        self.page.locator("main form input[type=checkbox]").check()
        self.page.locator("main form button").click()
        self.sees("What happens next")
        return re.search(r"KM-\w{4}-\w{4}", self.page.locator("main").inner_text()).group()


class SelfReferrer(Actor):
    """A man with a phone and without JavaScript."""

    phone = True
    javascript = False

    def refers_himself(self, **answers: dict) -> str:
        """Fill the whole form in and return the reference."""
        self.go("/")
        self.press("Get help to change")
        self.sees("What to expect")
        self.go("/refer/domestic-abuse/self/")
        self.press("Start now")
        self.fills_in({slug: page | answers.get(slug, {}) for slug, page in SELF_PAGES.items()})
        self.does_not_see("Canarina")
        return self.sends()


class AgencyWorker(Actor):
    """A worker of another agency who refers somebody."""

    def refers_somebody(self, topic: str, pages: dict[str, dict]) -> str:
        """Fill the whole form for `topic` in and return the reference."""
        self.sign_in()
        self.go(f"/refer/{topic}/agency/")
        self.press("Start now")
        self.fills_in(pages)
        self.does_not_see("Canarina")
        return self.sends()


class Coordinator(Actor):
    """The Kent Police coordinator at the desk."""

    def opens(self, reference: str) -> None:
        self.follow("Referrals")
        self.follow(reference)

    def accepts(self, reference: str, programme: str) -> None:
        self.sign_in()
        self.opens(reference)
        self.press("Accept")
        self.page.get_by_label(programme, exact=False).first.check()
        self.sees("What will be sent")
        self.press("Accept")
        self.sees(f"{reference} is accepted")

    def declines(self, reference: str, *, reason: str, words: str, risk_holder: str) -> None:
        """Decline; the form insists on a name for who holds the risk."""
        self.press("Decline")
        self.page.get_by_label(reason, exact=False).check()
        self.page.get_by_label("Why, in your own words").fill(words)
        self.press("Decline")
        self.sees("Name who holds the risk now")
        self.page.get_by_label("Who holds the risk now?").fill(risk_holder)
        self.finds_it_accessible()
        self.press("Decline")
        self.sees(f"{reference} is declined")

    def opens_again(self, reference: str) -> None:
        """Find a referral that has left the queue."""
        self.page.get_by_label("Find somebody").fill(reference)
        self.press("Search")
        self.follow(reference)

    def draws_the_letter(self, reference: str, to: str) -> bytes:
        """Draw the letter to `to` and return the PDF."""
        self.sign_in()
        self.follow("Referrals")
        self.opens_again(reference)
        self.follow(f"Letter to {to}")
        if self.page.get_by_label("I have checked").count():
            self.page.get_by_label("I have checked").check()
        with self.page.expect_download() as download:
            self.page.locator("main form button").last.click()
        return Path(download.value.path()).read_bytes()

    def gives_a_place(self, reference: str, cohort: str) -> None:
        self.sign_in()
        self.go("/cohorts/")
        self.follow(cohort)
        self.press("Give a place")
        row = self.page.locator("main li").filter(has_text=reference)
        row.get_by_role("button").click()
        self.sees(reference)
        self.press("Give this place")


class Manager(Actor):
    """The programme manager."""

    def plans_a_group(self, *, name: str, venue: str, first: dt.date) -> None:
        self.sign_in()
        self.go("/cohorts/new/")
        page = self.page
        page.get_by_label("Programme").select_option(label="Domestic Abuse Groupwork")
        page.get_by_label("Name of the cohort").fill(name)
        page.get_by_label("Venue").select_option(label=venue)
        page.get_by_label("Day", exact=True).fill(str(first.day))
        page.get_by_label("Month", exact=True).fill(str(first.month))
        page.get_by_label("Year", exact=True).fill(str(first.year))
        page.get_by_label("Starts at").select_option("18:00")
        page.get_by_label("Facilitator", exact=True).select_option(label="Fay Sample")
        page.get_by_label("Second facilitator").select_option(label="Finn Sample")
        self.page.locator("main form button").last.click()
        self.sees(name)


class Facilitator(Actor):
    """A facilitator with a phone."""

    phone = True

    def takes_the_register(self, cohort: str, number: int, mark: str = "Attended") -> None:
        self.sign_in()
        self.go("/cohorts/")
        self.follow(cohort)
        self.page.locator(f'a[href$="/sessions/{number}/register/"]').first.click()
        self.page.get_by_label(mark, exact=True).first.check()
        if number == 1:
            self.finds_it_accessible()
        self.press("Save the register")
        self.sees("Marked")

    def completes(self, cohort: str) -> None:
        self.sign_in()
        self.go("/cohorts/")
        self.follow(cohort)
        self.page.locator('a[href$="/complete/"]').first.click()
        self.page.locator("main form button").last.click()


class LinkWorker(Actor):
    """The Victims Link Worker, on her own side of the wall."""

    sign_in_path = "/safeguarding/sign-in/"

    def waits_for(self, reference: str, kind: str) -> None:
        """Reload the worklist until it shows `kind` for `reference`, a minute at the most."""

        def is_there() -> bool:
            self.go("/safeguarding/")
            rows = self.page.locator("main .govuk-summary-list__row").filter(has_text=reference)
            return rows.filter(has_text=kind).count() > 0

        eventually(is_there, f"{kind} for {reference} on the worklist", A_MINUTE)

    def opens(self, reference: str) -> None:
        self.go("/safeguarding/")
        self.follow(reference)

    def reads_what_was_sealed(self, text: str) -> None:
        """Reload the case until the opener has opened its envelope, a minute at the most."""

        def is_there() -> bool:
            self.page.reload()
            return text in self.page.locator("main").inner_text()

        eventually(is_there, "the sealed answers on the case", A_MINUTE)

    def takes_the_case(self, reference: str) -> None:
        self.sign_in()
        self.waits_for(reference, "New case")
        self.opens(reference)
        self.press("Take this case")
        self.sees("This case is yours now")

    def notes_that_she_was_told(self) -> None:
        self.follow("Record a contact")
        self.page.get_by_label("Call", exact=True).check()
        self.page.get_by_label("Spoke", exact=True).check()
        self.page.locator("main form button").last.click()

    def releases(self, reference: str) -> None:
        self.opens(reference)
        self.follow("Read and release")
        self.page.get_by_label("Told first").check()
        self.press("Release")
