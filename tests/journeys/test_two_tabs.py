"""Two tabs, two people: what one tab was drawn from is where its answers go, or nowhere."""

import copy

import pytest
from playwright.sync_api import expect

from tests.factories.referrals import AGENCY_PAGES, TOPIC
from tests.journeys.actors import AgencyWorker, Coordinator, LinkWorker, fill_in_unseen
from tests.journeys.stage import Actor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"]),
]
START = f"/refer/{TOPIC}/agency/"
OF_ABE, OF_BOB = "01632 960321", "01632 960654"


def form_about(name: str, number: str) -> dict[str, dict]:
    """A whole agency form about one man, with the number of the person he harmed."""
    pages = {slug: dict(answers) for slug, answers in AGENCY_PAGES.items()}
    pages["name"]["name"] = name
    pages["them"]["harmed_phone"] = number
    return pages


def another_tab(actor: Actor) -> Actor:
    """The same person at the same browser, in a tab of its own."""
    tab = copy.copy(actor)
    tab.page = actor.page.context.new_page()
    return tab


def test_two_tabs_two_people(stage):
    abe, bob = form_about("Abe Invented", OF_ABE), form_about("Bob Invented", OF_BOB)
    first = AgencyWorker(stage, "agency")
    first.sign_in()
    fill_in_unseen(first, "agency", TOPIC, abe)
    first.go(f"{START}them/")
    first.sees("You have answered this question")

    # A colleague rings about Bob, and she starts the form again in another tab.
    second = another_tab(first)
    second.go(START)
    second.press("Delete these answers and start again")
    fill_in_unseen(second, "agency", TOPIC, bob)

    # Back in the first tab she finishes Abe's page.
    first.answer(abe["them"])
    first.sees("This page belongs to another form")
    first.sees("The form that is open now is about Bob Invented")
    first.sees(OF_ABE)
    first.finds_it_accessible()

    # Before she sends Bob's form, one of its answers changes in the other tab.
    first.follow("Continue with the open form")
    first.go(f"{START}birth/?from=check")
    first.answer({"born_on-day": "23", "born_on-month": "2", "born_on-year": "1990"})
    second.page.locator("main form input[type=checkbox]").check()
    second.press("Send")
    second.sees("Questions you answered again")
    second.sees("23 February 1990")
    second.finds_it_accessible()
    reference = second.sends()

    link_worker = LinkWorker(stage, "link-worker")
    link_worker.takes_the_case(reference)
    link_worker.reads_what_was_sealed(OF_BOB.replace(" ", ""))
    link_worker.does_not_see(OF_ABE.replace(" ", ""))


def test_the_page_behind_the_back_button_keeps_the_second_note(stage):
    coordinator = Coordinator(stage, "coordinator")
    coordinator.sign_in()
    coordinator.follow("Call-backs")
    coordinator.press("Add a call-back")
    page = coordinator.page
    page.get_by_label("Name", exact=False).first.fill("Casey Invented")
    page.get_by_label("number", exact=False).first.fill("07700 900123")
    page.get_by_label("safe", exact=False).first.fill("Weekdays after 6pm")
    page.get_by_role("group", name="message").get_by_label("No").check()
    page.get_by_label("district", exact=False).select_option("Swale")
    coordinator.press("Add call-back")

    coordinator.press("Record a call")
    page.get_by_label("No answer").check()
    page.get_by_label("Note (optional)").fill("Tomorrow at nine.")
    coordinator.press("Record call")
    coordinator.sees("The call is recorded.")
    page.go_back()
    page.get_by_label("No answer").check()
    page.get_by_label("Note (optional)").fill("Tomorrow at ten.")
    page.get_by_role("button", name="Record call", exact=True).click()

    # From the browser's memory the page is an old one; drawn again it is a new one. Both are right.
    page.wait_for_load_state()
    if page.get_by_role("button", name="Send this now").count():
        coordinator.sees("This page has already been sent")
        coordinator.sees("Tomorrow at ten.")
        coordinator.finds_it_accessible()
        coordinator.press("Send this now")
    coordinator.sees("Tomorrow at nine.")
    coordinator.sees("Tomorrow at ten.")
    expect(page.get_by_text("Tomorrow at ten.")).to_have_count(1)
