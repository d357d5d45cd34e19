"""The page of one referral: what it shows, to whom, that each look is recorded, what it never hints at."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from referral_portal.audit.models import AuditEvent
from referrals import workflow
from referrals.admin import access
from referrals.enums import Status
from referrals.models import Referral
from tests.factories.accounts import UserFactory
from tests.factories.desk import NOW, make_check, make_person, make_referral, make_task, staff
from tests.factories.programmes import ProgrammeVersionFactory

pytestmark = pytest.mark.django_db

# Session, account, roles, permissions; the referral, its record, who is reading it; the rows about it, the
# names of users, and the silence of a process. A participant with a place costs one more.
BUDGET = 8
# Also the other forms (5), a death (2), the signs of danger (2), contacts and notes on all of them.
WITH_OTHER_FORMS = 19


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW + dt.timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def coordinator(client):
    account = staff(coordinator=True)
    client.force_login(account)
    return account


def address(referral, page="change"):
    return reverse(f"admin:referrals_referral_{page}", args=[getattr(referral, "pk", referral)])


def text(client, referral):
    response = client.get(address(referral))
    assert response.status_code == 200
    return response.content.decode()


# -- Who may look, and that it is recorded --------------------------------------------------------
def test_every_look_is_recorded(client, coordinator):
    referral = make_referral()

    text(client, referral)

    event = AuditEvent.objects.get(action="referral.view")
    assert (event.actor_id, event.target_id) == (coordinator.pk, str(referral.pk))


def test_without_a_record_there_is_no_page(client, coordinator, monkeypatch):
    referral = make_referral(name="Canary Example")

    def broken(*args, **kwargs):
        raise RuntimeError("no audit")

    monkeypatch.setattr(access, "record_of", broken)
    client.raise_request_exception = False

    response = client.get(address(referral))

    assert response.status_code == 500
    assert b"Canary" not in response.content


def test_the_manager_reads_but_is_offered_no_step(client):
    client.force_login(staff(manager=True))
    referral = make_referral()

    page = text(client, referral)

    assert "What you can do" not in page
    for step in ("accept", "decline", "ask", "answer", "withdraw"):
        assert client.get(address(referral, step)).status_code == 404
        assert client.post(address(referral, step), {"version": 1}).status_code == 404
    referral.refresh_from_db()
    assert referral.status == Status.AWAITING_TRIAGE


def test_an_absent_referral_is_not_there_and_leaves_no_record(client, coordinator):
    for page in ("change", "accept", "ask"):
        assert client.get(address(uuid.uuid4(), page)).status_code == 404
    assert not AuditEvent.objects.filter(action="referral.view").exists()


def test_nothing_can_be_posted_to_the_page(client, coordinator):
    referral = make_referral()

    assert client.post(address(referral), {"status": "completed"}).status_code == 405
    referral.refresh_from_db()
    assert referral.status == Status.AWAITING_TRIAGE


# -- What it shows --------------------------------------------------------------------------------
def test_what_is_urgent_comes_first(client, coordinator):
    referral = make_referral(
        needs_prompt_call=True,
        wants_call=["responsibility"],
        due_on=NOW.date() - dt.timedelta(days=1),
    )

    page = text(client, referral).split("<h1", 1)[1]

    order = [
        "Overdue",
        "Call this person soon about their own safety",
        "Asked to talk by phone about",
        "how to reach them safely",
        "What the answers say about the criteria",
        "Answers",
    ]
    assert sorted(order, key=page.index) == order
    assert "Responsibility" in page


def test_possible_duplicates_are_named_by_reference(client, coordinator):
    referral = make_referral(
        person=make_person("Tom Example", phone="01632960555", email="tom@example.org")
    )
    same = [
        make_referral(person=make_person("Tóm Example")),
        make_referral(person=make_person("Other Name", phone="01632960555")),
        make_referral(person=make_person("Third Name", email="tom@example.org")),
        make_referral(person=referral.participant),
    ]
    other = make_referral(person=make_person("Tom Example", born_on=dt.date(1970, 1, 1)))

    page = text(client, referral)

    assert all(match.reference in page for match in same)
    assert other.reference not in page
    assert "Other Name" not in page


def test_two_people_without_telephone_and_e_mail_are_not_the_same(client, coordinator):
    referral = make_referral(person=make_person("One", phone="", email=""))
    make_referral(person=make_person("Two", phone="", email=""))

    assert "Earlier referrals?" not in text(client, referral)


def test_history_and_messages_are_read_only_rows(client, coordinator):
    referral = make_referral()
    workflow.request_information(
        referral_id=referral.pk, question="Which day suits?", by=coordinator, now=NOW
    )

    page = text(client, referral)

    assert "Asked for information" in page
    assert "Which day suits?" in page
    assert "<strong>Question</strong>, for the participant" in page
    assert "Leaves at" in page
    assert "<textarea" not in page
    assert "<select" not in page


# -- Steps and cost -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("status", "offered"),
    [
        (Status.AWAITING_TRIAGE, {"accept", "ask", "decline", "withdraw"}),
        (Status.INFORMATION_REQUESTED, {"answer", "decline", "withdraw"}),
        (Status.AWAITING_ALLOCATION, {"decline", "withdraw"}),
        (Status.SCHEDULED, set()),
        (Status.ON_PROGRAMME, set()),
    ],
)
def test_the_table_decides_which_steps_are_offered(client, coordinator, status, offered):
    referral = make_referral(status=status)

    page = text(client, referral)

    for step in ("accept", "ask", "answer", "decline", "withdraw"):
        assert (address(referral, step) in page) == (step in offered)
    assert ("has a place" in page) == (status in {Status.SCHEDULED, Status.ON_PROGRAMME})


def test_queries_do_not_grow_with_history_and_duplicates(client, coordinator):
    def queries(referral):
        with CaptureQueriesContext(connection) as caught:
            text(client, referral)
        return len([query for query in caught if "SAVEPOINT" not in query["sql"]])

    def more(turns):
        for turn in range(turns):
            make_task(referral, by=UserFactory(coordinator=True))
            workflow.request_information(
                referral_id=referral.pk,
                question=f"{turn}?",
                by=UserFactory(coordinator=True),
                now=NOW,
            )
            workflow.receive_information(
                referral_id=referral.pk, answer="Yes.", by=UserFactory(coordinator=True), now=NOW
            )

    referral = make_referral()
    make_check(referral, "da-groupwork")
    queries(referral)  # the first page of a session also notes the time
    assert queries(referral) == BUDGET - 1  # nobody is named yet
    more(1)
    few = queries(referral)
    more(4)
    assert queries(referral) == few <= BUDGET

    make_referral(person=referral.participant)
    few = queries(referral)
    for _ in range(4):
        make_referral(person=referral.participant)
    assert queries(referral) == few <= WITH_OTHER_FORMS


def test_an_accepted_referral_names_its_programme(client, coordinator):
    version = ProgrammeVersionFactory(group=True)
    referral = make_referral(status=Status.AWAITING_ALLOCATION, programme=version.programme)
    make_check(referral, version.programme.code)

    assert "Invented Groupwork" in text(client, Referral.objects.get(pk=referral.pk))
