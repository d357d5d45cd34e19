"""A declined agency asks for a review; a colleague overturns the decision, and she hears of it first.

The coordinator who declined can neither review it nor choose the reviewer. Nobody outside is told of the
result before the link worker has released it.
"""

import pytest

from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals import workflow
from referrals.enums import EndingCode
from referrals.models import DecisionReview
from referrals.open_signs import Heard
from tests.factories.desk import risk_held
from tests.journeys.actors import AgencyWorker, Coordinator, LinkWorker
from tests.journeys.conftest import FIRST_MORNING
from tests.journeys.prepared import SHE, WORKER, account, make_account, sent_by_agency
from tests.journeys.staff import Manager

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"]),
]
WHY = "He was in hospital when you called."
FOR_THE_FILE = "Corvid words for the file."


def declined_and_told():
    """Return a referral that the coordinator declined, of which everyone has been told."""
    referral = sent_by_agency(name="Marlow Invented", email="marlow@example.org")
    workflow.decline(
        referral_id=referral.pk,
        code=EndingCode.NOT_ENGAGED,
        words="Not reached.",
        heard=Heard(reason="Not reached."),
        by=account("coordinator"),
        now=FIRST_MORNING,
        **risk_held(FIRST_MORNING),
    )
    OutgoingMessage.objects.filter(referral_id=referral.pk).update(status=MessageStatus.SENT)
    return referral


def test_a_review_that_overturns(stage):
    reference = declined_and_told().reference
    make_account("colleague", coordinator=True, last_name="Colleague")
    coordinator, colleague = Coordinator(stage, "coordinator"), Coordinator(stage, "colleague")
    manager, agency = Manager(stage, "manager"), AgencyWorker(stage, "agency")
    link_worker = LinkWorker(stage, "link-worker")

    # The agency rings; the coordinator who declined records it, and the rest is for others.
    coordinator.sign_in()
    coordinator.opens_again(reference)
    coordinator.press("Record a review")
    coordinator.page.get_by_label("The referrer").check()
    coordinator.page.get_by_label("Why is the decision wrong").fill(WHY)
    coordinator.press("Record a review")
    coordinator.sees("You made this decision, so another user reviews it")
    coordinator.finds_it_accessible()

    review = f"/admin/referrals/decisionreview/{DecisionReview.objects.get().pk}/change/"
    manager.sign_in()
    manager.follow("Reviews of decisions")
    manager.finds_it_accessible()
    manager.follow(reference)
    manager.press("Choose the reviewer")
    manager.page.get_by_label("Who reviews this decision?").select_option(
        label="Invented Colleague"
    )
    manager.press("Choose the reviewer")
    manager.sees("Invented Colleague reviews the decision")

    told_before = [str(mail) for mail in stage.mails_to(WORKER)]
    colleague.sign_in()
    colleague.go(review)
    colleague.press("Record the result")
    colleague.sees(WHY)
    colleague.finds_it_accessible()
    colleague.page.get_by_label("Overturned").check()
    colleague.page.get_by_label("Why, in your own words").fill(FOR_THE_FILE)
    colleague.press("Record the result")
    colleague.sees("Overturned: the decision is changed")
    colleague.opens_again(reference)
    colleague.sees("Awaiting triage")

    # She is told first: until then the agency hears nothing.
    agency.sign_in()
    agency.does_not_see("Received")
    link_worker.takes_the_case(reference)
    link_worker.reads_what_was_sealed(SHE)
    link_worker.adds_the_person_named(SHE)
    link_worker.sees("A review has changed the decision")
    assert len(stage.mails_to(WORKER)) == len(told_before), "The agency was told before she was."
    link_worker.notes_that_she_was_told(SHE)
    link_worker.releases(reference)
    stage.wait_for_mail(WORKER, len(told_before) + 1)
    # The files of two messages of one second are in any order.
    (mail,) = [one for one in stage.mails_to(WORKER) if str(one) not in told_before]
    assert "we have changed it" in " ".join(str(mail).split())
    assert "corvid" not in str(mail).lower()
