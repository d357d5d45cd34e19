"""From a name and a number to a referral: he asks to be called, she calls, he sends the form."""

import pytest

from tests.factories.referrals import SELF_PAGES, TOPIC
from tests.journeys.actors import Coordinator, SelfReferrer

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"]),
]
NUMBER = SELF_PAGES["contact"]["phone"]


def test_a_call_leads_to_a_referral(stage):
    man, coordinator = SelfReferrer(stage), Coordinator(stage, "coordinator")

    # He would rather talk.
    man.asks_for_a_call("Casey Invented", NUMBER)

    # She tries, and then they speak.
    coordinator.sign_in()
    coordinator.follow("Call-backs")
    coordinator.follow("Casey Invented")
    coordinator.sees("Do not leave a message")
    for outcome in ("No answer", "We spoke"):
        coordinator.press("Record a call")
        coordinator.page.get_by_label(outcome).check()
        coordinator.press("Record call")
        coordinator.sees("The call is recorded.")

    # He sends the form, and she finds it by his number.
    reference = man.sends_a_form(TOPIC, SELF_PAGES)
    coordinator.page.reload()
    coordinator.sees("Referrals with this number")
    coordinator.press("Link to a referral")
    coordinator.page.get_by_label("Reference of the referral").fill(reference)
    coordinator.press("Link referral")
    coordinator.sees("Led to a referral")
    coordinator.follow(reference)
    coordinator.sees("Awaiting triage")
