"""The programme manager releases a message that has waited too long, and the link worker sees it at once.

Before the agreed wait there is no button. The worklist and the case then say who released it, why, and
when it left.
"""

import datetime as dt
import re

import pytest

from tests.journeys.actors import Coordinator, LinkWorker
from tests.journeys.conftest import FIRST_MORNING
from tests.journeys.prepared import SHE, sent_by_agency
from tests.journeys.staff import Manager

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"]),
]
HIS_MAIL = "marlow@example.org"
WHY = "His place starts on Monday."
SAID = "a programme manager, released this message before everyone was told. Reason: “" + WHY + "”"
LEFT = re.compile(r"It left on \d+ \w+ at \d\d:\d\d\.")


def test_override_by_the_programme_manager(stage):
    reference = sent_by_agency(name="Marlow Invented", email=HIS_MAIL).reference
    coordinator, manager = Coordinator(stage, "coordinator"), Manager(stage, "manager")
    link_worker = LinkWorker(stage, "link-worker")

    link_worker.takes_the_case(reference)
    link_worker.reads_what_was_sealed(SHE)
    link_worker.adds_the_person_named(SHE)
    coordinator.accepts(reference, "Domestic Abuse Groupwork")
    link_worker.waits_for(reference, "Tell first")
    link_worker.sees("A message is waiting for you to release it.")

    # Nobody has reached her. The programme manager can do nothing before the agreed wait.
    manager.opens_the_waiting_message("the participant")
    manager.sees("You can release this message from")
    manager.does_not_see("Why can this message not wait?")

    stage.travel(FIRST_MORNING + dt.timedelta(days=2))
    manager.opens_the_waiting_message("the participant")
    manager.press("Release this message")
    manager.sees("Enter why this message cannot wait")
    manager.finds_it_accessible()
    assert stage.mails_to(HIS_MAIL) == []
    manager.releases_the_message(WHY)
    manager.sees("The message will leave at the next fixed time.")

    # At once, on the case and on the worklist, in words that are true.
    link_worker.sign_in()
    link_worker.opens(reference)
    link_worker.sees(SAID)
    link_worker.finds_it_accessible()
    link_worker.go("/safeguarding/")
    link_worker.sees("The participant may already know")
    link_worker.sees(SAID)
    stage.wait_for_mail(HIS_MAIL, 1)
    link_worker.go("/safeguarding/")
    link_worker.sees(LEFT)
    link_worker.finds_it_accessible()

    # She is told all the same, and nothing is left to do.
    link_worker.opens(reference)
    link_worker.notes_that_she_was_told(SHE)
