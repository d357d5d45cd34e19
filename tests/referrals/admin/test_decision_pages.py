"""Which decisions the desk offers for a referral, and to whom."""

import pytest

from referrals.admin.decision_pages import DECISION_PAGES, possible_decisions
from referrals.enums import WITH_PLACE, Status
from referrals.transitions import STEPS
from tests.factories.desk import make_referral, staff

pytestmark = pytest.mark.django_db
PAGES = {page.slug: page for page in DECISION_PAGES}


def test_every_page_takes_a_step_of_the_table():
    assert {page.verb for page in DECISION_PAGES} <= set(STEPS)
    assert len(PAGES) == len(DECISION_PAGES)


@pytest.mark.parametrize("status", sorted(WITH_PLACE))
def test_a_participant_with_a_place_is_decided_about_on_the_cohorts_page(status):
    referral = make_referral(status=status)

    assert possible_decisions(referral, staff(coordinator=True)) == []


def test_a_manager_undoes_and_a_coordinator_decides():
    referral = make_referral()

    coordinator = possible_decisions(referral, staff(coordinator=True))
    manager = possible_decisions(referral, staff(manager=True))

    assert {"accept", "ask", "decline", "hold"} <= {page.slug for page in coordinator}
    assert "correct" not in {page.slug for page in coordinator}
    assert {page.slug for page in manager} <= {"correct"}
    assert possible_decisions(referral, staff(auditor=True)) == []


def test_a_referral_on_hold_offers_a_new_review_date():
    hold = PAGES["hold"]
    waiting, held = make_referral(), make_referral(status=Status.ON_HOLD)

    assert hold.link_for(waiting) == STEPS["hold"].label
    assert hold.link_for(held) == hold.again != hold.link_for(waiting)
    off_hold = PAGES["off-hold"]
    assert (off_hold.is_possible(waiting), off_hold.is_possible(held)) == (False, True)


def test_a_hold_asks_nobody_to_phone_before_others_may_have_been_told():
    """No message waits for a hold, so no release says when the participant may hear of it."""
    note = PAGES["hold"].note
    assert "phone the participant" not in note
    assert "there is no decision yet" in note


def test_an_undo_says_that_cancelled_messages_are_not_sent_again():
    """Of those, the people at risk may not have been told either."""
    note = PAGES["correct"].note
    assert "are not sent again" in note
    assert "write to the link worker before anyone tells the participant" in note
