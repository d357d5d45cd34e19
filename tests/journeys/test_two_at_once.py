"""A page that is sent twice makes one row, and a page that another user overtook says what changed."""

import datetime as dt
import re

import pytest
from playwright.sync_api import Request, expect

from tests.journeys.actors import Coordinator, SelfReferrer
from tests.journeys.conftest import FIRST_MORNING
from tests.journeys.prepared import make_account, sent_by_agency

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"]),
]
PROGRAMME = "Domestic Abuse Groupwork"
IN_TWO_WEEKS = FIRST_MORNING.date() + dt.timedelta(weeks=2)
WHY = "Wait for the hearing in February."


def test_a_call_back_that_arrives_twice_is_one_call_back(stage):
    man, coordinator = SelfReferrer(stage), Coordinator(stage, "coordinator")
    sent: list[Request] = []
    man.page.on("request", lambda one: sent.append(one) if one.method == "POST" else None)

    man.asks_for_a_call("Casey Invented", "07700 900123")

    # His phone lost the answer, and sends the same page again.
    (post,) = sent
    again = man.page.request.post(
        post.url, data=post.post_data_buffer, headers={"content-type": post.headers["content-type"]}
    )
    assert again.ok
    assert "We have your number" in again.text()

    coordinator.sign_in()
    coordinator.follow("Call-backs")
    assert coordinator.reads_the_page().count("Casey Invented") == 1


def test_a_decision_that_a_colleague_overtook_says_what_has_changed(stage):
    reference = sent_by_agency(name="Abe Invented").reference
    make_account("colleague", coordinator=True, first_name="Coen", last_name="Sample")
    coordinator, colleague = Coordinator(stage, "coordinator"), Coordinator(stage, "colleague")

    # She has the page open on which a referral is put on hold; her colleague accepts it.
    coordinator.sign_in()
    coordinator.opens(reference)
    coordinator.press("Put on hold")
    coordinator.types_a_day(IN_TWO_WEEKS)
    why = coordinator.page.get_by_label("Why, in your own words")
    why.fill(WHY)
    colleague.accepts(reference, PROGRAMME)

    # Nothing is put on hold. The page says what has changed, and keeps her words.
    coordinator.press("Put on hold")
    coordinator.sees("Another user changed this referral while you were reading it.")
    coordinator.sees("On record since you opened this page")
    coordinator.sees("Coen Sample is reading this")
    coordinator.sees(re.compile("What has changed: Accepted .*, Coen Sample"))
    expect(why).to_have_value(WHY)
    coordinator.finds_it_accessible()
    # She chooses her colleague's version.
    coordinator.follow("Keep what is on record")
    coordinator.sees("Awaiting allocation")
    coordinator.does_not_see("On hold")
