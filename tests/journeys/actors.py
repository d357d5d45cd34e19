"""The people of the journeys, each with a browser: what they do, in the words they would use."""

import datetime as dt
import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser import download, go_on
from tests.factories.referrals import PAGES, TOPIC
from tests.journeys.stage import Actor
from tests.patience import eventually

RELOAD_EVERY = 1  # seconds; a page costs a tenth of one


class SelfReferrer(Actor):
    """A man with a phone and without JavaScript."""

    phone = True
    javascript = False

    def refers_himself(self, topic: str = TOPIC) -> str:
        """Fill the whole form for `topic` in and return the reference."""
        self.go("/")
        self.press("Get help to change")
        self.sees("What to expect")
        self.go(f"/refer/{topic}/self/")
        self.press("Start now")
        self.fills_in(PAGES[topic, "self"])
        self.does_not_see("Canarina")
        return self.sends()


class AgencyWorker(Actor):
    """A referrer: a worker of another agency."""

    def refers_somebody(self, topic: str, pages: dict[str, dict]) -> str:
        """Fill the whole form for `topic` in and return the reference."""
        self.sign_in()
        self.go(f"/refer/{topic}/agency/")
        self.press("Start now")
        self.fills_in(pages)
        self.does_not_see("Canarina")
        return self.sends()


class Placing(Actor):
    """A user who gives places."""

    def chooses(self, reference: str, cohort: str) -> None:
        """Choose a participant on the waiting list for a cohort."""
        self.go("/cohorts/")
        self.follow(cohort)
        self.press("Give a place")
        row = self.page.locator("main li").filter(has_text=reference)
        go_on(row.get_by_role("button"))


class Coordinator(Placing):
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
        self.sees(f"{reference} has been accepted")

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
        self.sees(f"{reference} has been declined")

    def opens_again(self, reference: str) -> None:
        """Find a referral that has left the queue."""
        self.page.get_by_label("Search referrals").fill(reference)
        self.press("Search")
        self.follow(reference)

    def draws_the_letter(self, reference: str, to: str) -> bytes:
        """Draw the letter to `to` and return the PDF."""
        self.follow("Referrals")
        self.opens_again(reference)
        self.follow(f"Letter to {to}")
        self.page.wait_for_load_state()
        if self.page.get_by_label("I have checked").count():
            self.page.get_by_label("I have checked").check()
        letter = download(self.page.locator("main form button").last)
        return Path(letter.path()).read_bytes()

    def gives_a_place(self, reference: str, cohort: str) -> None:
        self.sign_in()
        self.chooses(reference, cohort)
        self.sees(reference)
        self.press("Give this place")


class Manager(Placing):
    """The programme manager."""

    def plans_a_group(self, *, name: str, venue: str, first: dt.date) -> None:
        self.sign_in()
        self.go("/cohorts/new/")
        page = self.page
        page.get_by_label("Programme").select_option(label="Domestic Abuse Groupwork")
        page.get_by_label("Name of the cohort").fill(name)
        page.get_by_label("Venue").select_option(label=venue)
        self.types_a_day(first)
        page.get_by_label("Starts at").select_option("18:00")
        page.get_by_label("Facilitator", exact=True).select_option(label="Fay Sample")
        page.get_by_label("Second facilitator").select_option(label="Finn Sample")
        go_on(self.page.locator("main form button").last)
        self.sees(name)

    def plans_one_to_one(self, *, name: str, programme: str, venue: str, first: dt.date) -> None:
        self.sign_in()
        self.go("/cohorts/new/")
        page = self.page
        page.get_by_label("Programme").select_option(label=programme)
        page.get_by_label("Name of the cohort").fill(name)
        page.get_by_label("Venue").select_option(label=venue)
        self.types_a_day(first)
        page.get_by_label("Facilitator", exact=True).select_option(label="Fay Sample")
        go_on(self.page.locator("main form button").last)
        self.sees("Times agreed one by one")


class Facilitator(Actor):
    """A facilitator with a phone."""

    phone = True

    def takes_the_register(self, cohort: str, number: int, mark: str = "Attended") -> None:
        self.sign_in()
        self.go("/cohorts/")
        self.follow(cohort)
        go_on(self.page.locator(f'a[href$="/sessions/{number}/register/"]').first)
        self.page.get_by_label(mark, exact=True).first.check()
        if number == 1:
            self.finds_it_accessible()
        self.press("Save the register")
        self.sees("Marked")

    def books(self, cohort: str, session: str, *, on: dt.date, minutes: int) -> None:
        """Book the session that `session` names, at two o'clock; a refusal stays on the page."""
        self.sign_in()
        self.go("/cohorts/")
        self.follow(cohort)
        go_on(self.page.locator("main .portal-card a").filter(has_text=session).first)
        self.types_a_day(on)
        self.page.get_by_label("Starts at").select_option("14:00")
        self.page.get_by_label("Length in minutes").fill(str(minutes))
        if self.page.get_by_label("Facilitator").input_value() == "":
            self.page.get_by_label("Facilitator").select_option(label="Fay Sample")
        self.press("Book this session")

    def completes(self, cohort: str) -> None:
        self.sign_in()
        self.go("/cohorts/")
        self.follow(cohort)
        go_on(self.page.locator('a[href$="/complete/"]').first)
        go_on(self.page.locator("main form button").last)


class LinkWorker(Actor):
    """The Victims Link Worker, on her own side of the wall."""

    sign_in_path, landing_path = "/safeguarding/sign-in/", "/safeguarding/"

    def waits_for(self, reference: str, kind: str) -> None:
        """Reload the worklist until it shows `kind` for `reference`, a minute at the most."""

        def is_there() -> bool:
            self.go("/safeguarding/")
            rows = self.page.locator("main .govuk-summary-list__row").filter(has_text=reference)
            return rows.filter(has_text=kind).count() > 0

        eventually(is_there, f"{kind} for {reference} on the worklist", every=RELOAD_EVERY)

    def opens(self, reference: str) -> None:
        self.go("/safeguarding/")
        self.follow(reference)

    def reads_what_was_sealed(self, text: str) -> None:
        """Reload the case until the opener has opened its envelope, a minute at the most."""

        def is_there() -> bool:
            self.page.reload()
            return text in self.page.locator("main").inner_text()

        eventually(is_there, "the sealed answers on the case", every=RELOAD_EVERY)

    def takes_the_case(self, reference: str) -> None:
        self.sign_in()
        self.waits_for(reference, "New case")
        self.opens(reference)
        self.press("Take this case")
        self.sees("This case is yours now")

    def notes_that_she_was_told(self) -> None:
        self.follow("Record a contact")
        self.page.get_by_label("Phone call", exact=True).check()
        self.page.get_by_label("Spoke to them", exact=True).check()
        go_on(self.page.locator("main form button").last)

    def releases(self, reference: str) -> None:
        self.opens(reference)
        self.follow("Read and release")
        self.page.get_by_label("Yes, told first").check()
        self.press("Release messages")
        # A refusal stays on its page.
        expect(self.page).not_to_have_url(re.compile("/release/$"))
