"""The people of the journeys, each with a browser: what they do, in the words they would use."""

import re
from pathlib import Path

from django.test import Client
from playwright.sync_api import expect

from tests.browser import download, give_cookies
from tests.factories.referrals import PAGES, TOPIC, open_at
from tests.journeys.staff import Placing
from tests.journeys.stage import RELOAD_EVERY, Actor
from tests.patience import eventually
from tests.signing_in import worker_signed_in


def fill_in_unseen(actor: Actor, route: str, topic: str, pages: dict[str, dict]) -> None:
    """Answer every page of a form without drawing it, and open all the answers in the browser.

    For journeys about what comes after the form: tests/referrals/views/test_walk_browser.py types
    each form there is.
    """
    client = Client()
    cookies = actor.page.context.cookies()
    client.cookies.load({cookie["name"]: cookie["value"] for cookie in cookies})
    path = open_at(client, route, topic=topic, pages=pages)
    kept = {name: morsel.value for name, morsel in client.cookies.items() if morsel.value}
    give_cookies(actor.page, actor.stage.address, kept)
    actor.go(path)
    actor.sees("Check your answers")


class SelfReferrer(Actor):
    """A man with a phone and without JavaScript."""

    phone = True
    javascript = False

    def refers_himself(self, topic: str = TOPIC, pages: dict | None = None) -> str:
        """Fill the whole form for `topic` in and return the reference."""
        self.go("/")
        self.press("Get help to change")
        self.sees("What to expect")
        self.go(f"/refer/{topic}/self/")
        self.press("Start now")
        self.fills_in(pages or PAGES[topic, "self"])
        self.does_not_see("Canarina")
        return self.sends()

    def sends_a_form(self, topic: str, pages: dict[str, dict]) -> str:
        """Send a whole form for `topic`, typing it only on a stack, and return the reference."""
        if not self.stage.answers_here:
            return self.refers_himself(topic, pages)
        fill_in_unseen(self, "self", topic, pages)
        self.does_not_see("Canarina")
        return self.sends()

    def asks_for_a_call(self, name: str, number: str) -> None:
        """Leave a name and a number."""
        page = self.page
        self.go("/")
        self.follow("Leave your name and number")
        page.get_by_label("Your name").fill(name)
        page.get_by_label("Your phone number").fill(number)
        page.get_by_label("When is it safe").fill("Weekdays after 6pm")
        page.get_by_role("group", name="May we leave").get_by_label("No").check()
        page.get_by_label("Which district").select_option("Swale")
        self.press("Ask for a call")
        self.sees("We have your number")


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

    def sends_a_form(self, topic: str, pages: dict[str, dict]) -> str:
        """Send a whole form for `topic`, typing it only on a stack, and return the reference."""
        if not self.stage.answers_here:
            return self.refers_somebody(topic, pages)
        self.sign_in()
        fill_in_unseen(self, "agency", topic, pages)
        self.does_not_see("Canarina")
        return self.sends()


class Coordinator(Placing):
    """The Kent Police coordinator at the desk."""

    def opens(self, reference: str) -> None:
        self.follow("Referrals")
        self.follow(reference)

    def answers_the_match(self, answer: str) -> None:
        """Answer whether the two forms side by side are of one person."""
        self.page.get_by_label(answer, exact=True).check()
        self.press("Save answer")

    def undoes_the_answer(self, name: str) -> None:
        """Undo the answer that the form about `name` and another one are of one person."""
        self.follow("Your work")
        self.follow("Possible matches")
        self.page.get_by_label("Answer", exact=True).select_option(label="Same person")
        self.press("Show")
        self.follow(name)
        self.follow("Undo the last answer")
        self.press("Undo the last answer")

    def closes_as_a_duplicate(self, reference: str, *, of: str) -> None:
        self.opens_again(reference)
        self.press("Withdraw")
        self.page.get_by_label("Sent twice or by mistake").check()
        self.page.get_by_label(of, exact=False).check()
        self.press("Withdraw")
        self.sees(f"{reference} has been withdrawn")

    def says_they_spoke(self) -> None:
        """Answer for the open signs of danger, where the page of a decision asks about them."""
        asked = self.page.get_by_role("group", name="Have you spoken to the participant")
        if asked.count():
            asked.get_by_label("Yes").check()
            self.page.get_by_label("We phoned").check()

    def accepts(self, reference: str, programme: str) -> None:
        self.sign_in()
        self.opens(reference)
        self.press("Accept")
        self.says_they_spoke()
        self.page.get_by_label(programme, exact=False).first.check()
        reason = self.page.get_by_label("Why this programme?")
        if reason.count():
            reason.fill("Agreed with him by telephone.")
        self.sees("What will be sent")
        self.press("Accept")
        self.sees(f"{reference} has been accepted")

    def declines(self, reference: str, *, reason: str, words: str, risk_holder: str) -> None:
        """Decline; the form insists on a name for who holds the risk."""
        self.press("Decline")
        self.says_they_spoke()
        self.page.get_by_label(reason, exact=False).check()
        self.page.get_by_label("Why, in your own words").fill(words)
        self.press("Decline")
        self.sees("Name who holds the risk now")
        self.page.get_by_label("Who holds the risk now?").fill(risk_holder)
        self.finds_it_accessible()
        self.press("Decline")
        self.sees(f"{reference} has been declined")

    def draws_the_letter(self, reference: str, to: str) -> bytes:
        """Draw the letter to `to` and return the PDF."""
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


class LinkWorker(Actor):
    """The Victims Link Worker, on her own side of the wall."""

    sign_in_path, landing_path = "/safeguarding/sign-in/", "/safeguarding/"

    def new_session(self) -> dict[str, str]:
        return worker_signed_in(self.username)

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
        self.reloads_until(text)

    def takes_the_case(self, reference: str) -> None:
        self.sign_in()
        self.waits_for(reference, "New case")
        self.opens(reference)
        self.press("Take this case")
        self.sees("This case is yours now")

    def adds_the_person_named(self, name: str) -> None:
        """Add the person whom the form names to the case."""
        self.press(f"Add as a person {name}")
        self.sees("Not reached yet")

    def adds_a_person(self, name: str, relationship: str, source: str) -> None:
        """Add a person whom the form does not name."""
        self.follow("Add a person at risk")
        self.page.get_by_label("Full name").fill(name)
        self.page.get_by_label(relationship, exact=True).check()
        self.page.get_by_label(source, exact=True).check()
        self.press("Add person")
        self.sees(name)

    def adds_a_safe_number(self, name: str, number: str = "07700 900456") -> None:
        """Add a number on which a person can be called safely."""
        self.follow(f"Add contact details of {name}")
        for label in ("Phone call", "Checked by a link worker", "Safe"):
            self.page.get_by_label(label, exact=True).check()
        self.page.get_by_label("Number or address").fill(number)
        self.press("Save contact details")
        self.sees("The contact details have been added.")

    def notes_that_she_was_told(self, name: str) -> None:
        """Record a conversation on a number that is safe; add one first if there is none."""
        self.follow(f"Record a contact with {name}")
        safe = self.page.get_by_label(re.compile(rf"^{re.escape(name)}: phone call.*\(safe\)"))
        if not safe.count():
            self.follow("Back to the case")
            self.adds_a_safe_number(name)
            self.follow(f"Record a contact with {name}")
        safe.first.check()
        self.page.get_by_label("Spoke to them", exact=True).check()
        self.press("Save contact")

    def notes_why_not_told(self, name: str, why: str) -> None:
        """Record on the page of the waiting messages why a person is not told of them."""
        self.follow(re.compile(f"Record why not.*{name}"))
        self.page.get_by_label(why, exact=True).check()
        self.page.get_by_label("What have you tried").fill("No number, and no address.")
        self.press("Save reason")

    def tries_to_release(self, reference: str) -> None:
        """Say that everyone has been told; a refusal stays on its page."""
        self.opens(reference)
        self.follow("Read and release")
        self.page.get_by_label("Everyone who must be told has been").check()
        self.press("Release messages")

    def releases(self, reference: str) -> None:
        self.tries_to_release(reference)
        # A refusal stays on its page.
        expect(self.page).not_to_have_url(re.compile("/release/$"))
