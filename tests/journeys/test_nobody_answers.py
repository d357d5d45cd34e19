"""Nobody answers before a session: a day before it is on the worklist, four hours before with the manager.

The form of the participant names a person at risk, and a concern comes after the first day. The
manager has to open the check, is told why, and answers; the facilitator sees only that answer.
"""

import datetime as dt

import pytest

from referral_portal.common.dates import at_local
from tests.journeys.actors import Coordinator, LinkWorker
from tests.journeys.prepared import sent_by_agency
from tests.journeys.staff import Facilitator, Manager

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"]),
]
PROGRAMME = "Domestic Abuse Groupwork"
GROUP = "Riverside group"
TUESDAY = dt.date(2027, 1, 19)
NOT_ANSWERED, WITH_THE_MANAGER = "Session check not answered", "Session check with the manager"


def test_nobody_answers_before_a_session(stage):
    reference = sent_by_agency(name="Wendell Invented", email="wendell@example.org").reference
    coordinator, manager = Coordinator(stage, "coordinator"), Manager(stage, "manager")
    link_worker, lead = LinkWorker(stage, "link-worker"), LinkWorker(stage, "link-manager")
    facilitator = Facilitator(stage, "facilitator")
    coordinator.accepts(reference, PROGRAMME)
    manager.plans_a_group(name=GROUP, venue="Maidstone: Orchard House", first=TUESDAY)
    coordinator.gives_a_place(reference, GROUP)
    link_worker.takes_the_case(reference)

    # More than a day before, nothing reminds her; the list of checks says why she must open him.
    stage.travel(at_local(TUESDAY - dt.timedelta(days=1), dt.time(17, 30)))
    link_worker.sign_in()
    link_worker.does_not_see(NOT_ANSWERED)
    link_worker.follow("Session checks")
    link_worker.sees("Open before you answer")
    link_worker.sees("To do on this case: tell first")
    link_worker.does_not_see("Go ahead for the names I ticked")
    link_worker.finds_it_accessible()

    # A day before, it is on the worklist.
    stage.travel(at_local(TUESDAY - dt.timedelta(days=1), dt.time(18, 30)))
    link_worker.sign_in()
    link_worker.waits_for(reference, NOT_ANSWERED)
    link_worker.sees("Nobody has answered the check of session 1 on 19 January, 18:00.")
    link_worker.does_not_see(WITH_THE_MANAGER)

    # On the day a concern arrives, and still nobody answers: it is with the manager.
    stage.travel(at_local(TUESDAY, dt.time(14, 30)))
    facilitator.sign_in()
    facilitator.raises_a_concern(GROUP, "He said he would wait outside her work.")
    lead.sign_in()
    lead.waits_for(reference, WITH_THE_MANAGER)
    lead.waits_for(reference, "Concern")
    rows = lead.page.locator("main .govuk-summary-list__row").filter(has_text=reference)
    assert rows.filter(has_text=NOT_ANSWERED).count() == 0
    lead.finds_it_accessible()

    # The manager opens the check, which says what is waiting, and answers.
    lead.opens(reference)
    lead.follow("Answer")
    lead.sees("1 concern has not been closed.")
    lead.finds_it_accessible()
    lead.page.get_by_label("Speak to your supervisor first", exact=True).check()
    lead.press("Save")
    lead.sees("Your answers are on their way")
    lead.go("/safeguarding/")
    lead.does_not_see(WITH_THE_MANAGER)

    facilitator.opens_the_register(GROUP, 1)
    facilitator.reloads_until("Speak to your supervisor first")
    facilitator.does_not_see("wait outside her work")
