"""A man whom a court sends to the district programme: refused by the mix, placed by a manager.

The form and the six before him are not typed here; forms have journeys of their own. He is told
nothing until the link worker lets it leave.

Marked for both databases: SQLite with background work in memory, as ./dev run has it, and
PostgreSQL with Redis.
"""

import datetime as dt

import pytest

from programmes.enums import DISTRICT_PROGRAMME
from programmes.models import Programme, ProgrammeVersion, Venue
from referrals import workflow
from referrals.enums import AttendanceBasis
from tests.factories.cohorts import make_cohort, place_somebody
from tests.journeys.actors import Coordinator, LinkWorker
from tests.journeys.conftest import FIRST_MORNING
from tests.journeys.prepared import SHE, account, sent_by_agency
from tests.journeys.staff import Manager

pytestmark = [
    pytest.mark.browser,
    pytest.mark.sqlite,
    pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"]),
]
HIS_MAIL = "tobias@example.org"
GROUP = "Thanet community"
REASON = "The next group in Thanet starts only in the autumn."
RAR = AttendanceBasis.REHABILITATION_ACTIVITY


@pytest.fixture
def reference(stage):
    """An accepted man who must attend, and a group with six of his kind."""
    venue = Venue.objects.get(district__code="thanet", is_demo=True)
    group = make_cohort(
        version=ProgrammeVersion.objects.current().get(programme__code=DISTRICT_PROGRAMME),
        venue=venue,
        name=GROUP,
        starts_on=FIRST_MORNING.date() + dt.timedelta(days=8),
        facilitators=[account("facilitator"), account("facilitator-2")],
        by=account("manager"),
        now=FIRST_MORNING,
    )
    for number in range(6):
        place_somebody(
            group,
            by=account("coordinator"),
            now=FIRST_MORNING,
            name=f"Sample Person {number}",
            attendance_basis=RAR,
        )
    referral = sent_by_agency(
        name="Tobias Invented",
        email=HIS_MAIL,
        sentence=["community_order"],
        attendance_basis=RAR,
    )
    workflow.accept(
        referral_id=referral.pk,
        programme=Programme.objects.get(code=DISTRICT_PROGRAMME),
        words="Agreed.",
        by=account("coordinator"),
        now=FIRST_MORNING,
    )
    return referral.reference


def test_a_manager_places_him_beyond_the_mix_and_she_is_told_first(stage, reference):
    coordinator, manager = Coordinator(stage, "coordinator"), Manager(stage, "manager")
    link_worker = LinkWorker(stage, "link-worker")

    coordinator.sign_in()
    coordinator.chooses(reference, GROUP)
    coordinator.sees("at most 6 mandated participants, and it has 6")
    coordinator.sees("A programme manager can override this with a written reason.")
    coordinator.does_not_see("Give this place")

    manager.sign_in()
    manager.chooses(reference, GROUP)
    manager.press("Give this place")
    manager.sees("Say why you are overriding the mix")
    manager.finds_it_accessible()
    manager.page.get_by_label("Why are you overriding the mix?").fill(REASON)
    manager.press("Give this place")
    manager.sees(f"{reference} has a place.")
    manager.sees("7 mandated, 0 self-referred")
    manager.sees(REASON)

    link_worker.takes_the_case(reference)
    link_worker.reads_what_was_sealed(SHE)
    link_worker.adds_the_person_named(SHE)
    link_worker.waits_for(reference, "Tell first")
    assert stage.mails_to(HIS_MAIL) == [], "He was told before she was."
    link_worker.opens(reference)
    link_worker.notes_that_she_was_told(SHE)
    link_worker.releases(reference)
    stage.wait_for_mail(HIS_MAIL, 1)
    (mail,) = stage.mails_to(HIS_MAIL)  # that he has a place, and not that he is accepted
    text = mail["Subject"] + mail.get_content()
    assert reference in text
    assert "We have a place for you" in text
    assert "autumn" not in text
