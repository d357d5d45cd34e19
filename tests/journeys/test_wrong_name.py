"""A wrong name and email address are amended while the decision waits, and only the right ones are used.

The coordinator sees both answers side by side and gives a reason. The link worker reads the new name,
the message leaves for the new address alone, and the letter carries the new name alone.
"""

import io
import re

import pytest
from pypdf import PdfReader

from tests.journeys.actors import Coordinator, LinkWorker
from tests.journeys.prepared import SHE, sent_by_agency

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"]),
]
WRONG, RIGHT = "Marlow Invented", "Barlow Imagined"
WRONG_MAIL, RIGHT_MAIL = "marlow@example.org", "barlow@example.org"


class Amending(Coordinator):
    """A coordinator who amends answers."""

    def amends(self, reference: str, question: str, *, old: str, new: str) -> None:
        """Type another answer to one question, compare both, and save."""
        self.opens_again(reference)
        self.press("Amend an answer")
        self.follow(re.compile(f"Change.*{question}"))
        self.page.get_by_label(question, exact=True).fill(new)
        self.press("Continue")
        self.sees("Enter why this answer changes")
        self.finds_it_accessible()
        self.page.get_by_label("Why does this answer change?").fill("She spelt it on the phone.")
        self.press("Continue")
        self.sees("Check the amendment")
        for words in (old, new, "2 messages about this referral have not left yet"):
            self.sees(words)
        self.finds_it_accessible()
        self.press("Save the amendment")
        self.sees(f"{reference} is amended.")
        self.sees(f"Before: {old}")


def words(letter: bytes) -> str:
    """The text of a letter, on one line."""
    sheets = PdfReader(io.BytesIO(letter)).pages
    return " ".join(" ".join(sheet.extract_text() for sheet in sheets).split())


def test_a_wrong_name_is_amended_while_a_letter_waits(stage):
    reference = sent_by_agency(
        name=WRONG, known_as="", email=WRONG_MAIL, address="1 Example Street"
    ).reference
    coordinator, link_worker = Amending(stage, "coordinator"), LinkWorker(stage, "link-worker")

    link_worker.takes_the_case(reference)
    link_worker.reads_what_was_sealed(SHE)
    link_worker.adds_the_person_named(SHE)
    coordinator.accepts(reference, "Domestic Abuse Groupwork")

    coordinator.amends(reference, "Full name", old=WRONG, new=RIGHT)
    coordinator.amends(reference, "Their email address", old=WRONG_MAIL, new=RIGHT_MAIL)
    coordinator.does_not_see("Letter to the participant")

    link_worker.waits_for(reference, "Tell first")
    link_worker.opens(reference)
    link_worker.sees(RIGHT)
    link_worker.does_not_see(WRONG)
    link_worker.does_not_see("She spelt it")
    link_worker.notes_that_she_was_told(SHE)
    link_worker.releases(reference)
    stage.wait_for_mail(RIGHT_MAIL, 1)
    assert stage.mails_to(WRONG_MAIL) == []

    letter = words(coordinator.draws_the_letter(reference, "the participant"))
    assert f"Dear {RIGHT}" in letter
    assert "Marlow" not in letter
