"""She is told, he is told, he has moved away meanwhile: only what is still true leaves.

Messages leave at the next full hour. Before it comes, he moves away, and the messages of his
acceptance and of his place are no longer true.
"""

import datetime as dt

import pytest

from tests.journeys.actors import Coordinator, LinkWorker
from tests.journeys.conftest import FIRST_MORNING
from tests.journeys.prepared import SHE, WORKER, sent_by_agency
from tests.journeys.staff import Manager

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"]),
]
HIS_MAIL = "wendell@example.org"
PROGRAMME = "Domestic Abuse Groupwork"
GROUP = "Riverside group"
TUESDAY = dt.date(2027, 1, 19)
NO_LONGER_TRUE = ("accepted, to him", "accepted, to the agency", "a place, to him")
NEXT_MOMENT = FIRST_MORNING + dt.timedelta(hours=1, minutes=1)


@pytest.fixture
def reference(stage, settings) -> str:
    """The reference of a man whom an agency has referred; messages leave at the next full hour."""
    settings.MESSAGE_MOMENTS = tuple(dt.time(hour) for hour in range(24))
    return sent_by_agency(name="Wendell Invented", email=HIS_MAIL).reference


def test_he_moves_away_before_his_messages_leave(stage, reference):
    coordinator, manager = Coordinator(stage, "coordinator"), Manager(stage, "manager")
    link_worker = LinkWorker(stage, "link-worker")
    stage.wait_for_mail(WORKER, 1)  # the receipt

    # He is accepted and has a place. She is told, and both messages are released.
    coordinator.accepts(reference, PROGRAMME)
    manager.plans_a_group(name=GROUP, venue="Maidstone: Orchard House", first=TUESDAY)
    coordinator.gives_a_place(reference, GROUP)
    link_worker.takes_the_case(reference)
    link_worker.reads_what_was_sealed(SHE)
    link_worker.adds_the_person_named(SHE)
    link_worker.waits_for(reference, "Tell first")
    link_worker.opens(reference)
    link_worker.notes_that_she_was_told(SHE)
    link_worker.releases(reference)

    # Before they leave, he moves away. She is told of that too, and its message is released.
    coordinator.gives_up_the_place(GROUP, "Moved out of the area")
    link_worker.waits_for(reference, "Ended")
    link_worker.waits_for(reference, "Tell first")
    link_worker.opens(reference)
    link_worker.notes_that_she_was_told(SHE)
    link_worker.releases(reference)
    assert stage.mails_to(HIS_MAIL) == [], "A message left before its time."

    # At the next full hour only the true one leaves, to him and to the agency.
    stage.travel(NEXT_MOMENT)
    stage.wait_for_mail(HIS_MAIL, 1)
    stage.wait_for_mail(WORKER, 2)
    coordinator.sign_in()
    coordinator.opens_again(reference)
    coordinator.reloads_until("Cancelled: a newer message says what is true now")
    assert coordinator.reads_the_page().count("Cancelled: a newer message") == len(NO_LONGER_TRUE)
    coordinator.does_not_see("Ready to send")
    (mail,) = stage.mails_to(HIS_MAIL)
    assert f"Your referral {reference} is closed." in mail.get_content()
    assert "We have a place" not in mail.get_content()
    told = " ".join(one.get_content() for one in stage.mails_to(WORKER))
    assert len(stage.mails_to(WORKER)) == len(["the receipt", "that it is closed"])
    assert f"The referral {reference} is closed." in told
    assert "We have accepted" not in told
