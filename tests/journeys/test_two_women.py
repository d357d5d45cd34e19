"""Two women on one case: his messages wait for both, and the portal never learns how many they are.

The form names one of them, and the link worker adds the other. A reason not to tell her counts for
the decision that was made, and not for the next one.
"""

import datetime as dt

import pytest

from tests.journeys.actors import Coordinator, LinkWorker
from tests.journeys.prepared import SHE, sent_by_agency
from tests.journeys.staff import Manager

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"]),
]
HIS_MAIL = "marlow@example.org"
PROGRAMME = "Domestic Abuse Groupwork"
GROUP = "Riverside group"
OTHER = "Cara Example"
TUESDAY = dt.date(2027, 1, 19)


@pytest.fixture
def reference(stage) -> str:
    """The reference of a man whom an agency has referred."""
    return sent_by_agency(name="Marlow Invented", email=HIS_MAIL).reference


def test_two_women_on_one_case(stage, reference):
    coordinator, manager = Coordinator(stage, "coordinator"), Manager(stage, "manager")
    link_worker = LinkWorker(stage, "link-worker")

    # The form names one woman; the link worker knows of another.
    link_worker.takes_the_case(reference)
    link_worker.reads_what_was_sealed(SHE)
    link_worker.adds_the_person_named(SHE)
    link_worker.adds_a_person(OTHER, "Former partner", "A link worker")
    link_worker.finds_it_accessible()

    # He is accepted. One of the two is told, and his message goes on waiting.
    coordinator.accepts(reference, PROGRAMME)
    coordinator.opens_again(reference)
    before = coordinator.reads_the_page()
    link_worker.waits_for(reference, "Tell first")
    link_worker.opens(reference)
    link_worker.notes_that_she_was_told(SHE)
    link_worker.tries_to_release(reference)
    link_worker.sees(f"Not told yet: {OTHER}.")
    link_worker.finds_it_accessible()
    coordinator.page.reload()
    assert coordinator.reads_the_page() == before
    assert stage.mails_to(HIS_MAIL) == [], "He was told before both were."

    # With a reason on record for the other, it leaves.
    link_worker.notes_why_not_told(OTHER, "It is not safe to contact them now")
    link_worker.sees("It is not safe to contact them now")
    link_worker.releases(reference)
    stage.wait_for_mail(HIS_MAIL, 1)

    # The reason does not count for the next decision; this time both are told.
    manager.plans_a_group(name=GROUP, venue="Maidstone: Orchard House", first=TUESDAY)
    coordinator.gives_a_place(reference, GROUP)
    link_worker.waits_for(reference, "Tell first")
    link_worker.opens(reference)
    link_worker.notes_that_she_was_told(SHE)
    link_worker.tries_to_release(reference)
    link_worker.sees(f"Not told yet: {OTHER}.")
    link_worker.opens(reference)
    link_worker.notes_that_she_was_told(OTHER)
    link_worker.releases(reference)
    stage.wait_for_mail(HIS_MAIL, 2)

    # The portal never says how many they are.
    coordinator.page.reload()
    pages = before + coordinator.reads_the_page()
    coordinator.opens_again(reference)
    pages += coordinator.reads_the_page()
    pages += "".join(mail["Subject"] + mail.get_content() for mail in stage.mails())
    for words in (SHE, OTHER, "Cara", "Riverstone", "two women", "no safe way"):
        assert words not in pages
