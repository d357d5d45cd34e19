"""The staff of the cohorts in a journey: who plans them, gives places in them and holds their sessions."""

import datetime as dt

from tests.browser import go_on
from tests.journeys.stage import Actor


class Placing(Actor):
    """A user who gives places, and who may open a referral at the desk."""

    def opens_again(self, reference: str) -> None:
        """Find a referral, even one that has left the queue."""
        self.follow("Referrals")
        self.page.get_by_label("Search referrals").fill(reference)
        self.press("Search")
        self.follow(reference)

    def gives_up_the_place(self, cohort: str, why: str) -> None:
        """End the only place in `cohort`."""
        self.go("/cohorts/")
        self.follow(cohort)
        self.follow("Give up place")
        self.page.get_by_label(why, exact=True).check()
        self.page.get_by_label("In your own words, for the file").fill(
            "His new address is in Leeds."
        )
        self.press("Give up place")
        self.sees("The place is free.")

    def chooses(self, reference: str, cohort: str) -> None:
        """Choose a participant on the waiting list for a cohort."""
        self.go("/cohorts/")
        self.follow(cohort)
        self.press("Give a place")
        row = self.page.locator("main li").filter(has_text=reference)
        go_on(row.get_by_role("button"))


class Manager(Placing):
    """The programme manager."""

    def undoes_the_last_decision(self, reference: str) -> None:
        self.opens_again(reference)
        self.press("Undo last decision")
        self.page.get_by_label("What was wrong?").fill("The decision was about another person.")
        self.press("Undo last decision")
        self.sees(f"The last decision about {reference} has been undone.")

    def opens_the_waiting_message(self, to: str) -> None:
        """Open the page on which a message to this recipient can be released."""
        self.sign_in()
        self.follow("Messages waiting for release")
        row = self.page.locator("tbody tr").filter(has_text=to)
        go_on(row.get_by_role("link").first)
        self.press("Release this message")

    def releases_the_message(self, why: str) -> None:
        self.page.get_by_label("Why can this message not wait?").fill(why)
        self.press("Release this message")

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

    def opens_the_register(self, cohort: str, number: int) -> None:
        self.sign_in()
        self.go("/cohorts/")
        self.follow(cohort)
        go_on(self.page.locator(f'a[href$="/sessions/{number}/register/"]').first)

    def takes_the_register(self, cohort: str, number: int, mark: str = "Attended") -> None:
        self.opens_the_register(cohort, number)
        self.page.get_by_label(mark, exact=True).first.check()
        if number == 1:
            self.finds_it_accessible()
        self.press("Save the register")
        self.sees("Marked")

    def raises_a_concern(self, cohort: str, words: str) -> None:
        """Raise a concern about the only participant in `cohort`, likely within a day."""
        self.go("/cohorts/")
        self.follow(cohort)
        self.follow("Raise a concern")
        self.finds_it_accessible()
        self.page.get_by_label("What was said or done?").fill(words)
        for label in ("A partner or former partner", "Within a day", "Not known"):
            self.page.get_by_label(label, exact=True).last.check()
        self.page.get_by_role("group", name="Is there a weapon").get_by_label(
            "No", exact=True
        ).check()
        self.page.get_by_role("group", name="Does the participant know").get_by_label("No").check()
        self.press("Seal and send")
        self.sees("Your concern is on its way.")

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
