"""A form with danger on a Friday at 16:50: the desk reads it first, and by noon on Monday.

An older form without danger waits already. On the other side, the link worker reads the case first
too. The clock stops while the desk asks a question.
"""

import datetime as dt

import pytest

from referral_portal.common.dates import at_local
from tests.factories.referrals import SELF_PAGES, TOPIC
from tests.journeys.actors import Coordinator, LinkWorker, SelfReferrer
from tests.journeys.prepared import sent_by_agency

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"]),
]
FRIDAY, MONDAY = dt.date(2027, 1, 15), dt.date(2027, 1, 18)
DANGER = SELF_PAGES | {
    "what": {"behaviours": ["threatened", "choked"]},
    "weapons": {"weapons": ["licence"]},
}


def test_danger_on_a_friday_at_ten_to_five(stage):
    man, coordinator = SelfReferrer(stage), Coordinator(stage, "coordinator")
    older = sent_by_agency(
        name="Abel Waiting", email="abel@example.org", behaviours=["damaged"]
    ).reference
    stage.travel(at_local(FRIDAY, dt.time(16, 50)))

    reference = man.sends_a_form(TOPIC, DANGER)
    man.does_not_see("Danger")

    # The desk's first line leads to it, and the queue shows it above the older form.
    coordinator.sign_in()
    coordinator.follow("Danger: same day")
    coordinator.sees(reference)
    coordinator.does_not_see(older)
    coordinator.follow("Referrals")
    rows = coordinator.page.locator("main tbody tr")
    assert [older in rows.nth(1).inner_text(), reference in rows.nth(0).inner_text()] == [True] * 2
    coordinator.finds_it_accessible()

    # The top of the referral says what he wrote, and until when it is to be decided.
    coordinator.follow(reference)
    top = coordinator.page.locator(".desk-banner")
    for words in ("18 January 2027, 12:00", "Danger signs", "Choked someone or put hands round",
                  "A firearms or shotgun licence", "The participant said"):  # fmt: skip
        assert words in top.inner_text()
    coordinator.finds_it_accessible()

    # On the other side the case comes first too, and opens with the same words.
    link_worker = LinkWorker(stage, "link-worker")
    link_worker.sign_in()
    link_worker.waits_for(reference, "Danger: same day")
    listed = link_worker.page.locator("main .govuk-summary-list__row")
    assert reference in listed.nth(0).inner_text()
    assert "Danger: soon" in listed.filter(has_text=older).first.inner_text()
    link_worker.finds_it_accessible()
    link_worker.opens(reference)
    for words in ("Choked someone or put hands round their neck", "The participant said this",
                  "A firearms or shotgun licence", "What is pending"):  # fmt: skip
        link_worker.sees(words)
    link_worker.finds_it_accessible()

    # She asks a question on Friday evening; four working hours and a bit later she has the answer.
    coordinator.press("Ask for information")
    coordinator.page.get_by_label("What do you need to know?").fill("Where is the gun kept?")
    coordinator.press("Ask for information")
    coordinator.opens_again(reference)
    coordinator.sees("Clock paused")
    coordinator.sees("while information is asked for")

    stage.travel(at_local(MONDAY, dt.time(9)))
    coordinator.sign_in()
    coordinator.opens(reference)
    coordinator.press("Record the answer")
    coordinator.page.get_by_label("What is the answer?").fill("With his brother, since Friday.")
    coordinator.page.get_by_label("They phoned us").check()
    coordinator.press("Record the answer")
    coordinator.opens_again(reference)
    coordinator.does_not_see("Clock paused")
    coordinator.sees("19 January 2027, 04:")

    # Tuesday noon: it is overdue, and still the first.
    stage.travel(at_local(MONDAY + dt.timedelta(days=1), dt.time(12)))
    coordinator.sign_in()
    coordinator.follow("Referrals")
    assert reference in rows.nth(0).inner_text()
    assert "Overdue" in rows.nth(0).inner_text()
