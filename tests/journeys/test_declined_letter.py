"""An agency refers a man for stalking; he is declined, and the letter says who holds the risk now.

Nobody outside is told before the link worker has released it: no message leaves and no letter can
be drawn. The words for the file reach neither letter.
"""

import io

import pytest
from pypdf import PdfReader

from tests.factories.referrals import STALKING, STALKING_AGENCY_PAGES
from tests.journeys.actors import AgencyWorker, Coordinator, LinkWorker

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"]),
]
WORKER = STALKING_AGENCY_PAGES["referrer"]["referrer_email"]
HOLDER = "P. Invented, Example Family Support"
SHE = "Canarina Example"
FOR_THE_FILE = "Corvid words for the file."


def words(letter: bytes) -> str:
    """The text of a letter, on one line."""
    sheets = PdfReader(io.BytesIO(letter)).pages
    return " ".join(" ".join(sheet.extract_text() for sheet in sheets).split())


def test_a_declined_referral_has_somebody_named_who_holds_the_risk(stage):
    agency, coordinator = AgencyWorker(stage, "agency"), Coordinator(stage, "coordinator")
    link_worker = LinkWorker(stage, "link-worker")

    reference = agency.sends_a_form(STALKING, STALKING_AGENCY_PAGES)

    coordinator.sign_in()
    coordinator.opens(reference)
    coordinator.sees("A Stalking Intervention is for this kind of behaviour.")
    coordinator.sees("Two accounts under other names.")
    coordinator.does_not_see("canary")
    coordinator.declines(reference, reason="Not ready", words=FOR_THE_FILE, risk_holder=HOLDER)
    coordinator.opens_again(reference)
    coordinator.sees(HOLDER)
    coordinator.does_not_see("Letter to the referrer")
    stage.wait_for_mail(WORKER, 1)
    told_before = len(stage.mails_to(WORKER))

    link_worker.takes_the_case(reference)
    link_worker.reads_what_was_sealed("canary result in October")
    link_worker.adds_the_person_named(SHE)
    assert len(stage.mails_to(WORKER)) == told_before, "The agency was told before she was."
    link_worker.notes_that_she_was_told(SHE)
    link_worker.releases(reference)
    stage.wait_for_mail(WORKER, told_before + 1)

    to_agency = words(coordinator.draws_the_letter(reference, "the referrer"))
    assert f"Who holds the risk now {HOLDER}" in to_agency
    assert "The person is not ready for a programme yet." in to_agency
    to_him = words(coordinator.draws_the_letter(reference, "the participant"))
    assert "We think that this is not the right time for you to start." in to_him
    assert HOLDER not in to_him
    for letter in (to_agency, to_him):
        assert f"Our reference: {reference}" in letter
        assert not any(word in letter.lower() for word in ("corvid", "canar", "stalking"))

    agency.go("/refer/your-referrals/")
    agency.sees("Not accepted")
    agency.does_not_see(HOLDER)
