"""Two agencies refer one man: he is one person with one place, and the second form is a duplicate.

Neither agency is told anything of the other. The link worker keeps every number of both forms.
"""

import datetime as dt

import pytest

from referral_portal.common.dates import at_local
from tests.factories.accounts import AgencyFactory
from tests.factories.referrals import AGENCY_PAGES, TOPIC
from tests.journeys.actors import AgencyWorker, Coordinator, LinkWorker
from tests.journeys.prepared import make_account
from tests.journeys.staff import Facilitator, Manager

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"]),
]
PROGRAMME = "Domestic Abuse Groupwork"
GROUP = "Riverside group"
TUESDAY = dt.date(2027, 1, 19)
FIRST_NAME, SECOND_NAME = "Sean O’Hara", "Shean O'Hara"
FIRST_NUMBER, SECOND_NUMBER = "01632960777", "01632960778"
WORKERS = ("first.worker@example.org", "second.worker@example.org")
HIS_MAILS = ("sean@example.org", "s.ohara@example.org")


@pytest.fixture
def second_agency(stage) -> str:
    """The user name of a worker of another agency than the one of the demonstration."""
    return make_account("agency-2", agency_referrer=True, agency=AgencyFactory()).username


def pages_about(name: str, *, his_mail: str, worker: str, her_number: str) -> dict[str, dict]:
    """A whole agency form. Birthday, telephone and address are the same on each."""
    changes = {
        "name": {"name": name, "known_as": ""},
        "contact": {"email": his_mail},
        "them": {"harmed_phone": her_number},
        "referrer": {"referrer_email": worker},
    }
    return {slug: page | changes.get(slug, {}) for slug, page in AGENCY_PAGES.items()}


def test_referred_twice_by_two_agencies(stage, second_agency):
    senders = AgencyWorker(stage, "agency"), AgencyWorker(stage, second_agency)
    coordinator, manager = Coordinator(stage, "coordinator"), Manager(stage, "manager")
    facilitator, link_worker = Facilitator(stage, "facilitator"), LinkWorker(stage, "link-worker")

    # Two agencies send him, and read the same.
    first, second = (
        sender.sends_a_form(
            TOPIC, pages_about(name, his_mail=his_mail, worker=worker, her_number=number)
        )
        for sender, name, his_mail, worker, number in zip(
            senders, (FIRST_NAME, SECOND_NAME), HIS_MAILS, WORKERS, (FIRST_NUMBER, SECOND_NUMBER),
            strict=True,
        )
    )  # fmt: skip
    confirmations = [sender.reads_the_page() for sender in senders]
    assert confirmations[0].replace(first, "KM") == confirmations[1].replace(second, "KM")

    # The background work finds the match, and the coordinator is asked to decide first.
    coordinator.sign_in()
    coordinator.opens(second)
    coordinator.reloads_until(f"Decide first whether this is the same person as in {first}")
    coordinator.follow("compare both forms")
    coordinator.sees("Same birthday, name one letter off, same telephone")
    coordinator.finds_it_accessible()
    coordinator.answers_the_match("Same person")
    coordinator.sees(f"{first} and {second} are one person now.")
    for reference, other in ((first, second), (second, first)):
        coordinator.opens_again(reference)
        coordinator.sees("Here before")
        coordinator.sees(f"{other}: same person")
        coordinator.does_not_see("Decide first")

    # He gets one place; a second one is refused in words.
    for reference in (first, second):
        coordinator.accepts(reference, PROGRAMME)
    manager.plans_a_group(name=GROUP, venue="Maidstone: Orchard House", first=TUESDAY)
    coordinator.gives_a_place(first, GROUP)
    coordinator.sees("1 taken, 7 free")
    coordinator.chooses(second, GROUP)
    coordinator.does_not_see("Give this place")
    coordinator.sees(f"This person already has a place in {GROUP}.")
    coordinator.go("/cohorts/")
    coordinator.follow(GROUP)
    coordinator.sees("1 taken, 7 free")

    # The second form is closed as what it is, and nothing is sent to anyone.
    sent = len(stage.mails())
    coordinator.closes_as_a_duplicate(second, of=first)
    coordinator.opens_again(second)
    coordinator.sees(f"duplicate of {first}")
    coordinator.reloads_until("Cancelled: the referral has moved on")
    coordinator.does_not_see("Waiting for release")

    # The link worker reads it on that case, and has the numbers of both forms.
    link_worker.takes_the_case(second)
    link_worker.reloads_until(f"Closed as a duplicate of {first}. Everything on this case is kept.")
    link_worker.reads_what_was_sealed(SECOND_NUMBER)
    link_worker.sees("You do not need to tell anyone.")
    link_worker.does_not_see("Accepted for a programme. The participant will hear")
    link_worker.finds_it_accessible()
    link_worker.opens(first)  # taken together with the other
    link_worker.sees("Link worker: Lina Sample")
    link_worker.reads_what_was_sealed(FIRST_NUMBER)
    link_worker.sees(second)
    assert len(stage.mails()) == sent

    # Nobody's register lists him twice.
    stage.travel(at_local(TUESDAY, dt.time(18, 30)))
    facilitator.opens_the_register(GROUP, 1)
    assert facilitator.page.locator("main h2").all_inner_texts() == [FIRST_NAME]
    facilitator.does_not_see(SECOND_NAME)

    # The answer can be undone once the closing has been: then they are two people again.
    coordinator.sign_in()
    coordinator.undoes_the_answer(SECOND_NAME)
    coordinator.sees("A programme manager must undo that decision first.")
    manager.sign_in()
    manager.undoes_the_last_decision(second)
    coordinator.undoes_the_answer(SECOND_NAME)
    coordinator.sees("The answer has been undone.")
    coordinator.opens_again(second)
    coordinator.sees(f"Decide first whether this is the same person as in {first}")
    coordinator.sees("Awaiting allocation")
