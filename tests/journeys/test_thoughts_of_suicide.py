"""Thoughts of suicide on a form: nobody is accepted unheard, and a promised call is not forgotten."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from referral_portal.common.dates import at_local
from tests.factories.referrals import SELF_PAGES, TOPIC
from tests.journeys.actors import Coordinator, SelfReferrer

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"]),
]
MONDAY = dt.date(2027, 1, 11)
FORM = SELF_PAGES | {"you": {"own_safety": "yes"}}
PROGRAMME = "Domestic Abuse Groupwork"


def test_thoughts_of_suicide_called_and_accepted(stage):
    man, coordinator = SelfReferrer(stage), Coordinator(stage, "coordinator")
    page = coordinator.page
    reference = man.sends_a_form(TOPIC, FORM)

    # Accepting asks for the conversation or the reason, beside the number and what is safe.
    coordinator.sign_in()
    coordinator.opens(reference)
    coordinator.sees("Call this person soon about their own safety")
    coordinator.press("Accept")
    coordinator.sees("Do not leave a message")
    coordinator.sees("Another person uses this telephone")
    page.get_by_label(PROGRAMME, exact=False).first.check()
    coordinator.press("Accept")
    coordinator.sees("Say whether you have spoken to the participant about these signs")
    coordinator.finds_it_accessible()

    # She calls, in vain: the next try is compulsory, and the desk's home shows it when it is due.
    coordinator.opens_again(reference)
    coordinator.press("Record a call")
    page.get_by_label("No answer").check()
    coordinator.press("Record call")
    coordinator.sees("Enter when you will try again")
    coordinator.types_a_day(MONDAY)
    page.get_by_label("Time of the next try").select_option("16:00")
    coordinator.finds_it_accessible()
    coordinator.press("Record call")
    coordinator.sees("The call is recorded.")
    coordinator.sees("Next try: 11 January 2027, 16:00")

    stage.travel(at_local(MONDAY, dt.time(16, 1)))
    coordinator.sign_in()
    coordinator.follow("Next tries due")
    coordinator.sees("Due")
    coordinator.finds_it_accessible()
    coordinator.follow("Élan Invented")

    # They speak, and the sign is closed with the call.
    page.get_by_label("We spoke").check()
    page.get_by_label("Thoughts of suicide").check()
    coordinator.press("Record call")
    coordinator.sees("Spoken about on 11 January 2027, 16:")
    coordinator.does_not_see("Call this person soon")
    coordinator.follow("Your work")
    nothing = page.get_by_role("paragraph").filter(has_text="Nothing to do:")
    expect(nothing).to_contain_text("Next tries due")

    # Now nothing is in the way.
    coordinator.opens_again(reference)
    coordinator.press("Accept")
    coordinator.does_not_see("Have you spoken to the participant")
    page.get_by_label(PROGRAMME, exact=False).first.check()
    coordinator.press("Accept")
    coordinator.sees(f"{reference} has been accepted")
