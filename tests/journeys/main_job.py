"""The first half of the main job: from his form to a place, and each time she is told first.

Needs no time travel, so it also runs against a stack of real processes.
"""

import datetime as dt

from tests.journeys.actors import Coordinator, LinkWorker, SelfReferrer
from tests.journeys.staff import Manager
from tests.journeys.stage import Stage

HIS_MAIL = "elan@example.org"
SHE = "Canarina"  # the person his form names
PROGRAMME = "Domestic Abuse Groupwork"
GROUP = "Riverside group"


def from_the_form_to_a_place(stage: Stage, *, first: dt.date) -> tuple[LinkWorker, str]:
    """Go through it; `first` is the day of the first session. Returns her and his reference."""
    man, coordinator = SelfReferrer(stage), Coordinator(stage, "coordinator")
    link_worker, manager = LinkWorker(stage, "link-worker"), Manager(stage, "manager")

    reference = man.refers_himself()
    stage.wait_for_mail(HIS_MAIL, 1)
    stage.wait_for_mail("self-referrals@example.org", 1)

    coordinator.accepts(reference, PROGRAMME)
    link_worker.takes_the_case(reference)
    link_worker.reads_what_was_sealed(SHE)
    link_worker.adds_the_person_named(SHE)
    link_worker.finds_it_accessible()
    assert len(stage.mails_to(HIS_MAIL)) == 1, "He was told before she was."
    link_worker.notes_that_she_was_told(SHE)
    link_worker.releases(reference)
    stage.wait_for_mail(HIS_MAIL, 2)

    manager.plans_a_group(name=GROUP, venue="Maidstone: Orchard House", first=first)
    coordinator.gives_a_place(reference, GROUP)
    coordinator.sees("1 taken, 7 free")
    link_worker.waits_for(reference, "Tell first")
    assert len(stage.mails_to(HIS_MAIL)) == 2, "He was told before she was."
    link_worker.opens(reference)
    link_worker.notes_that_she_was_told(SHE)
    link_worker.releases(reference)
    stage.wait_for_mail(HIS_MAIL, 3)
    return link_worker, reference
