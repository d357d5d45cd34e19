"""A coordinator takes referrals and leaves; the manager hands all of them over at once."""

import pytest

from referral_portal.accounts.models import User
from tests.journeys.actors import Coordinator
from tests.journeys.prepared import make_account, sent_by_agency

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"]),
]


def test_the_referrals_of_a_coordinator_who_leaves_go_to_a_colleague(stage):
    references = [sent_by_agency(name=name).reference for name in ("Abe Invented", "Bob Invented")]
    make_account("colleague", coordinator=True, first_name="Coen", last_name="Sample")
    coordinator, manager = Coordinator(stage, "coordinator"), Coordinator(stage, "manager")
    colleague = Coordinator(stage, "colleague")
    coordinator.sign_in()
    for reference in references:
        coordinator.opens(reference)
        coordinator.press("Take this referral")
        coordinator.sees(f"You are working on {reference} now.")
    coordinator.finds_it_accessible()

    # An administrator closes her account.
    User.objects.filter(username="coordinator").update(is_active=False)
    manager.sign_in()
    manager.follow("Team")
    manager.sees("Referrals of colleagues who have left")
    manager.finds_it_accessible()
    manager.follow("Cora Sample")
    manager.page.get_by_label("Coen Sample").check()
    manager.press("Hand over all")
    manager.sees("Enter why they are handed over")
    manager.finds_it_accessible()
    manager.page.get_by_label("Why are they handed over?").fill("Cora has left.")
    manager.press("Hand over all")
    manager.sees("2 referrals are handed over to Coen Sample.")
    manager.follow("Team")
    manager.does_not_see("colleagues who have left")

    colleague.sign_in()
    colleague.follow("With you")
    for reference in references:
        colleague.sees(reference)
    colleague.follow(references[0])
    colleague.sees("You have been working on this")
    colleague.sees("Cora has left.")
