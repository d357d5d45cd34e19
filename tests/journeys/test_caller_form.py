"""A man who asked for a call is afraid to fill in the form, so the coordinator fills it in with him.

What he says puts him first in the queue. His own words about the person at risk are sealed, and the
coordinator cannot read them again.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.factories.referrals import pages_for
from tests.journeys.actors import Coordinator
from tests.journeys.prepared import asked_for_a_call

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"]),
]
NAME = "Casey Invented"
AGREEMENT = "I read the agreement out word for word"
SAID = pages_for(
    "caller",
    name={"name": NAME, "known_as": "Casey"},
    what={"behaviours": ["choked"]},
    read_out={"read_out": "on", "interpreter": "yes", "spoken_language": "Polish"},
)


def test_a_form_is_filled_in_with_a_caller(stage):
    asked_for_a_call(NAME, SAID["contact"]["phone"])
    coordinator = Coordinator(stage, "coordinator")

    # They speak, and the call becomes the form.
    coordinator.sign_in()
    coordinator.follow("Call-backs")
    coordinator.follow(NAME)
    coordinator.press("Record a call")
    coordinator.page.get_by_label("We spoke").check()
    coordinator.press("Record call")
    coordinator.press("Fill in the form with them")
    coordinator.sees(NAME)
    coordinator.finds_it_accessible()
    coordinator.follow("how you treat a partner")
    coordinator.sees("Say this to the caller first")
    coordinator.sees("I am the Kent Police coordinator.")
    coordinator.press("Start now")
    coordinator.sees("You are filling this in with a caller.")

    # The agreement is read out, which is a page of its own, and everything is read back.
    coordinator.fills_in(SAID)
    coordinator.sees(AGREEMENT)
    coordinator.does_not_see("Canarina")
    coordinator.finds_it_accessible()
    reference = coordinator.sends("Tell the caller")

    # Nobody rings him about this call-back again, and what he said comes first.
    coordinator.follow("Your work")
    coordinator.follow("Call-backs")
    coordinator.does_not_see(NAME)
    coordinator.follow("Referrals")
    first = coordinator.page.locator("tbody tr").first
    expect(first).to_contain_text(reference)
    expect(first).to_contain_text("Danger: same day")
    coordinator.follow(reference)
    coordinator.sees(re.compile(r"Filled in with the caller by\s+Cora Sample"))
    coordinator.sees("Cora Sample read it out on the telephone on 11 January 2027")
    coordinator.sees("through an interpreter (Polish)")
    coordinator.does_not_see("Canarina")
    coordinator.finds_it_accessible()
