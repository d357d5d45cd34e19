"""A question asked, answered by the agency on its own page, and decided.

The message to the agency says only that there is a question. What is for the link worker is sealed
and reaches no page of the agency or the desk.
"""

import pytest

from tests.factories.referrals import STALKING, STALKING_AGENCY_PAGES
from tests.journeys.actors import AgencyWorker, Coordinator

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"]),
]
WORKER = STALKING_AGENCY_PAGES["referrer"]["referrer_email"]
QUESTION = "Who ran the programme of last year?"
ANSWER = "The charity in the High Street, from May to August."


def test_a_question_is_asked_answered_and_decided(stage):
    agency, coordinator = AgencyWorker(stage, "agency"), Coordinator(stage, "coordinator")
    reference = agency.sends_a_form(STALKING, STALKING_AGENCY_PAGES)
    stage.wait_for_mail(WORKER, 1)
    told_before = [str(mail) for mail in stage.mails_to(WORKER)]

    coordinator.sign_in()
    coordinator.opens(reference)
    coordinator.press("Ask for information")
    coordinator.sees("The referrer answers on the agency’s page.")
    coordinator.page.get_by_label("What do you need to know?").fill(QUESTION)
    coordinator.finds_it_accessible()
    coordinator.press("Ask for information")
    coordinator.sees(f"{reference} is waiting for the answer.")
    stage.wait_for_mail(WORKER, len(told_before) + 1)
    (mail,) = [one for one in stage.mails_to(WORKER) if str(one) not in told_before]
    assert reference in mail["Subject"]
    assert "programme" not in mail["Subject"] + mail.get_content()

    agency.go("/refer/your-referrals/")
    agency.sees("Question for you")
    agency.finds_it_accessible()
    agency.page.get_by_role("link", name=f"Open {reference}").click()
    agency.sees(QUESTION)
    agency.does_not_see("Canarina")
    agency.finds_it_accessible()
    agency.press("Answer the question")
    agency.page.get_by_label("Your answer").fill(ANSWER)
    agency.finds_it_accessible()
    agency.press("Send the answer")
    agency.sees("Your answer has been sent.")
    agency.sees("In assessment")

    coordinator.go("/admin/")
    coordinator.follow("Answers received")
    coordinator.sees(ANSWER)
    coordinator.finds_it_accessible()
    coordinator.page.get_by_role("button", name=f"Mark as read {reference}").click()
    coordinator.sees("There is nothing that nobody has read.")
    coordinator.follow("Referrals")
    coordinator.follow(reference)
    coordinator.sees(ANSWER)
    coordinator.declines(
        reference, reason="Not ready", words="For the file.", risk_holder="P. Invented, Example"
    )

    agency.go("/refer/your-referrals/")
    agency.sees("In assessment")
    agency.does_not_see("Not accepted")
