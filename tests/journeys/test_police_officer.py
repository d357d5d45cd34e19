"""A police officer refers himself: the coordinators see nothing of it until a manager names one."""

import pytest
from playwright.sync_api import expect

from tests.browser import go_on
from tests.factories.referrals import SELF_PAGES, TOPIC
from tests.journeys.actors import Coordinator, SelfReferrer
from tests.journeys.staff import Manager

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"]),
]
OFFICER = SELF_PAGES | {
    "what": {"behaviours": ["threatened", "choked"]},
    "work": {"work": ["police"]},
}
CORA = "Cora Sample: Kent Police coordinator, Kent Police (the participant may work there)"
NAME = SELF_PAGES["name"]["name"]


def finds_nothing(coordinator: Coordinator, reference: str) -> None:
    """Look where a coordinator would look, and find no trace of the referral."""
    coordinator.go("/admin/")
    coordinator.does_not_see("Forms that wait for names")
    coordinator.follow("Danger: same day")
    coordinator.does_not_see(reference)
    coordinator.follow("Referrals")
    coordinator.does_not_see(reference)
    for words in (reference, NAME):
        coordinator.page.get_by_label("Search referrals").fill(words)
        coordinator.press("Search")
        expect(coordinator.page.get_by_role("link", name=reference)).to_have_count(0)


def test_a_police_officer_refers_himself(stage):
    officer = SelfReferrer(stage)
    coordinator, manager = Coordinator(stage, "coordinator"), Manager(stage, "manager")
    reference = officer.sends_a_form(TOPIC, OFFICER)

    # His colleagues at the desk see no count and no name.
    coordinator.sign_in()
    finds_nothing(coordinator, reference)

    # The manager is told, reads of the danger first, and names a coordinator with a reason.
    manager.sign_in()
    manager.sees("Danger: same day")
    manager.follow("Forms that wait for names")
    manager.follow(reference)
    manager.sees("Danger signs")
    manager.follow("Who may see this form")
    manager.sees("No coordinator is named")
    manager.finds_it_accessible()
    manager.press("Add a user")
    manager.page.get_by_label("Who may see this form?").select_option(label=CORA)
    manager.press("Add user")
    manager.sees("Enter a reason")
    manager.page.get_by_label("Reason").fill("She has never worked in his district.")
    manager.finds_it_accessible()
    manager.press("Add user")
    manager.sees("She has never worked in his district.")
    manager.does_not_see("No coordinator is named")

    # Now, and only now, she reads it, as the first in the queue.
    coordinator.follow("Referrals")
    coordinator.follow(reference)
    coordinator.sees("Named people only")
    coordinator.sees(NAME)

    # The manager takes her off again: the page that she had open is gone.
    go_on(manager.page.get_by_role("link", name="Remove Cora Sample"))
    manager.page.get_by_label("Reason").fill("They went to school together.")
    manager.press("Remove user")
    manager.sees("can no longer see this form")
    assert coordinator.page.goto(coordinator.page.url).status == 404
    finds_nothing(coordinator, reference)

    # The manager cannot leave it without a manager.
    go_on(manager.page.get_by_role("link", name="Remove Magnus Sample"))
    manager.page.get_by_label("Reason").fill("I am on leave.")
    manager.press("Remove user")
    manager.sees("A programme manager must stay named")
