"""Where a journey takes place, and what everyone with a browser can do.

Steps press what a person would press and look at what a person would see; they never reach into
the database.
"""

import datetime as dt
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path

from playwright.sync_api import Page, expect

from referral_portal.common.one_time import STEP, code_at
from safeguarding.demo.accounts import PASSWORD
from tests.browser import assert_accessible, give_cookies, go_on
from tests.patience import eventually
from tests.signing_in import signed_in

RELOAD_EVERY = 1  # seconds; a page costs a tenth of one


@dataclass
class App:
    """An authenticator app; a code counts once, so the next one is waited for."""

    secret: str
    last: int = 0

    def code(self) -> str:
        """Return a code that was not used before."""
        eventually(lambda: int(time.time() // STEP) > self.last, "a new code")
        self.last = int(time.time() // STEP)
        return code_at(self.secret, self.last)


@dataclass
class Stage:
    """Where a journey takes place."""

    address: str
    open_page: Callable[..., Page]
    clock: object
    mail: Path
    # Where link workers sign in when that is another host.
    far_address: str = ""
    asks_for_codes: bool = False
    # Whether this process answers, so that it can give a browser what need not be typed again.
    answers_here: bool = True
    travels: int = 0
    invitations: dict[str, str] = field(default_factory=dict)  # user name: path of the link
    apps: dict[str, "App"] = field(default_factory=dict)  # by user name

    def address_of(self, path: str) -> str:
        """Return the whole address of `path` on the side of the wall where it is."""
        is_far = path.startswith("/safeguarding/") and self.far_address
        return (self.far_address if is_far else self.address) + path

    def travel(self, moment: dt.datetime) -> None:
        """Go to another moment; everyone's session has ended by then."""
        self.clock.move_to(moment)
        self.travels += 1

    def mails(self) -> list:
        """Return the messages that have left, for anyone."""
        return [
            message_from_bytes(file.read_bytes(), policy=policy.default)
            for file in sorted(self.mail.glob("*.eml"))
        ]

    def mails_to(self, address: str) -> list:
        """Return the messages that have left for `address`."""
        return [mail for mail in self.mails() if mail["To"] == address]

    def wait_for_mail(self, address: str, count: int) -> None:
        """Wait until `count` messages in all have left; between zones only the beat wakes anybody."""
        mails = f"{count} mails to {address}"
        eventually(lambda: len(self.mails_to(address)) >= count, mails)


class Actor:
    """A person with a browser of their own."""

    sign_in_path, landing_path = "/sign-in/", "/landing/"
    phone = False
    javascript = True

    def __init__(self, stage: Stage, username: str = ""):
        self.stage, self.username = stage, username
        self.page = stage.open_page(phone=self.phone, javascript=self.javascript)
        # How often the stage had travelled when the session began.
        self.signed_in_after: int | None = None

    def go(self, path: str) -> None:
        self.page.goto(self.stage.address_of(path))

    def sign_in(self) -> None:
        """Type the password once in a journey; later begin a session anew if the last has ended."""
        before, self.signed_in_after = self.signed_in_after, self.stage.travels
        if before != self.stage.travels:
            self.page.context.clear_cookies()
            if before is None or not self.stage.answers_here:
                self.types_the_password()
                return
            give_cookies(self.page, self.stage.address, self.new_session())
        self.go(self.landing_path)

    def new_session(self) -> dict[str, str]:
        """Return the cookies of a new session."""
        return signed_in(self.username)

    def types_the_password(self) -> None:
        """Sign in, the first time by the link of an invitation, and with a code where one is asked."""
        if self.username in self.stage.invitations:
            self.go(self.stage.invitations.pop(self.username))  # it opens once
            self.page.wait_for_load_state()
            for field_of_two in self.page.locator("input[type=password]").all():
                field_of_two.fill(PASSWORD)
            self.press("Continue")
            self.sets_up_app()
            return
        self.go(self.sign_in_path)
        self.page.get_by_label("User name").fill(self.username)
        self.page.get_by_label("Password").fill(PASSWORD)
        go_on(self.page.get_by_role("main").get_by_role("button", name="Sign in"))
        if self.username in self.stage.apps:
            self.sees("Enter your code")
            self.page.get_by_label("Code").fill(self.stage.apps[self.username].code())
            self.press("Continue")
        elif self.stage.asks_for_codes:
            self.sets_up_app()

    def sets_up_app(self) -> None:
        """Type the key of the page into an authenticator app, and its code into the page."""
        self.sees("Set up your authenticator app")
        secret = self.page.locator("strong.portal-key").inner_text().replace(" ", "")
        app = self.stage.apps[self.username] = App(secret)
        self.page.get_by_label("code").fill(app.code())
        self.press("Continue")
        self.sees("Your recovery codes")
        go_on(self.page.get_by_role("button", name="I have kept them"))

    def press(self, name: str) -> None:
        go_on(self.page.get_by_role("button", name=name, exact=True).first)

    def follow(self, name: str | re.Pattern) -> None:
        go_on(self.page.get_by_role("link", name=name).first)

    def sees(self, text: str | re.Pattern) -> None:
        expect(self.page.locator("body")).to_contain_text(text)

    def does_not_see(self, text: str) -> None:
        expect(self.page.locator("body")).not_to_contain_text(text)

    def reads_the_page(self) -> str:
        """Return the words of the page, without its frame."""
        return self.page.locator("main").inner_text()

    def reloads_until(self, text: str) -> None:
        """Reload the page until background work has put `text` on it, a minute at the most."""

        def is_there() -> bool:
            self.page.reload()
            return text in self.reads_the_page()

        eventually(is_there, f"“{text}” on {self.page.url}", every=RELOAD_EVERY)

    def types_a_day(self, day: dt.date) -> None:
        """Fill the three boxes of the one date on the page."""
        for part in ("Day", "Month", "Year"):
            self.page.get_by_label(part, exact=True).fill(str(getattr(day, part.lower())))

    def finds_it_accessible(self) -> None:
        assert_accessible(self.page)

    def fills_in(self, pages: dict[str, dict]) -> None:
        """Answer page after page of a form, as `pages` say, until it shows all the answers."""
        expected = re.compile(f"/({'|'.join([*pages, 'check', 'help/support'])})/$")
        for _ in range(len(pages) + 3):
            expect(self.page).to_have_url(expected)
            slug = self.page.url.rstrip("/").rsplit("/", 1)[-1]
            if slug == "check":
                break
            if slug == "support":
                self.press("Continue")
            else:
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
        go_on(self.page.locator("main form button").last)

    def sends(self, heading: str = "What happens next") -> str:
        """Say that the answers are true, send them, and return the reference below `heading`."""
        self.page.locator("main form input[type=checkbox]").check()
        go_on(self.page.locator("main form button"))
        self.sees(heading)
        return re.search(r"KM-\w{4}-\w{4}", self.reads_the_page()).group()
