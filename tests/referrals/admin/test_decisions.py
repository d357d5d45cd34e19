"""The confirm pages: one verb each, what will be sent is what is sent, two people never overwrite."""

import datetime as dt
import html

import pytest
import time_machine
from django.urls import reverse

from programmes.models import Programme
from referral_portal.audit.models import AuditEvent
from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals.enums import EndingCode, Status
from referrals.models import StatusChange
from tests.factories.desk import NOW, make_check, make_person, make_referral, risk_typed, staff
from tests.factories.programmes import ProgrammeFactory, ProgrammeVersionFactory

pytestmark = pytest.mark.django_db

QUEUE = "/admin/referrals/referral/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW + dt.timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def coordinator(client):
    account = staff(coordinator=True)
    client.force_login(account)
    return account


@pytest.fixture
def groupwork():
    return ProgrammeVersionFactory(group=True).programme


def address(referral, page):
    return reverse(f"admin:referrals_referral_{page}", args=[referral.pk])


def typed(step, **changes):
    """What the browser sends for `step` on a referral nobody has touched."""
    answers = {
        "accept": {
            "programme": Programme.objects.first().code if step == "accept" else "",
            "words": "Agreed.",
        },
        "decline": {"code": EndingCode.NOT_READY, "words": "Not yet."} | risk_typed(),
        "ask": {"question": "Which day suits?"},
        "answer": {"answer": "Tuesday.", "came_by": "called"},
        "withdraw": {"code": EndingCode.SELF_WITHDREW, "words": ""},
    }
    return answers[step] | changes


STEPS = {
    "accept": ("accept", Status.AWAITING_TRIAGE, Status.AWAITING_ALLOCATION),
    "decline": ("decline", Status.AWAITING_TRIAGE, Status.DECLINED),
    "ask": ("request_information", Status.AWAITING_TRIAGE, Status.INFORMATION_REQUESTED),
    "answer": ("receive_information", Status.INFORMATION_REQUESTED, Status.AWAITING_TRIAGE),
    "withdraw": ("withdraw", Status.AWAITING_ALLOCATION, Status.WITHDRAWN),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("agency", [False, True], ids=["self", "agency"])
def test_a_step_calls_its_verb_and_sends_what_the_page_showed(
    client, coordinator, groupwork, step, agency
):
    verb, before, after = STEPS[step]
    referral = make_referral(status=before, agency=agency)

    page = client.get(address(referral, step))
    promised = {(one.to, one.subject, one.body, one.waits) for one in page.context["outgoing"]}
    response = client.post(address(referral, step), typed(step), follow=True)

    assert response.redirect_chain == [(QUEUE, 302)]
    assert referral.reference in response.content.decode()
    referral.refresh_from_db()
    assert referral.status == after
    change = StatusChange.objects.get(referral=referral)
    assert (change.verb, change.by) == (verb, coordinator)
    assert AuditEvent.objects.filter(action=f"referral.{verb}", actor_id=coordinator.pk).exists()
    sent = {
        (
            message.to_address,
            message.subject,
            message.body.strip(),
            message.status == MessageStatus.WAITING_RELEASE,
        )
        for message in OutgoingMessage.objects.all()
    }
    assert sent == promised
    for _, subject, _, _ in promised:
        assert html.escape(subject) in page.content.decode()


def test_decisions_wait_and_questions_leave_at_once(client, coordinator, groupwork):
    referral = make_referral()

    assert (
        b"This message waits until it is released"
        in client.get(address(referral, "accept")).content
    )
    assert (
        b"This message waits until it is released"
        in client.get(address(referral, "decline")).content
    )
    assert (
        b"This message leaves at the next fixed time"
        in client.get(address(referral, "ask")).content
    )


@pytest.mark.parametrize(("page", "words"), [("accept", "To our staff"), ("ask", "please call")])
def test_without_an_address_our_staff_tell_or_ask(client, coordinator, groupwork, page, words):
    referral = make_referral(person=make_person(email=""))
    assert words in client.get(address(referral, page)).content.decode()


def test_looking_at_a_confirm_page_changes_nothing_and_is_recorded(client, coordinator, groupwork):
    referral = make_referral()

    client.get(address(referral, "accept"))

    referral.refresh_from_db()
    assert (referral.status, referral.version) == (Status.AWAITING_TRIAGE, 1)
    assert not OutgoingMessage.objects.exists()
    assert AuditEvent.objects.get(action="referral.view").data == {"page": "accept"}


# -- Accept -------------------------------------------------------------------------------------
def test_accept_offers_the_programmes_of_the_pathway_with_the_fit_beside_each(
    client, coordinator, groupwork
):
    stalking = ProgrammeVersionFactory(
        name="Canary for stalking", programme=ProgrammeFactory(pathway="stalking")
    )
    ProgrammeVersionFactory(name="Canary draft", draft=True)
    referral = make_referral()
    make_check(referral, groupwork.code)

    page = client.get(address(referral, "accept")).content.decode()

    assert "Domestic Abuse Groupwork" in page
    assert "Fits. It fits." in page
    assert "Canary" not in page
    answer = client.post(
        address(referral, "accept"), typed("accept", programme=stalking.programme.code)
    )
    assert answer.status_code == 200
    referral.refresh_from_db()
    assert referral.programme is None


def test_the_fit_of_one_referral_does_not_stay_on_the_page_of_the_next(
    client, coordinator, groupwork
):
    checked = make_referral()
    make_check(checked, groupwork.code)
    client.get(address(checked, "accept"))

    page = client.get(address(make_referral(), "accept")).content.decode()

    assert "It fits." not in page
    assert "This programme was not checked when the form arrived." in page


def test_accept_keeps_the_programme(client, coordinator, groupwork):
    referral = make_referral()

    client.post(address(referral, "accept"), typed("accept", programme=groupwork.code))

    referral.refresh_from_db()
    assert referral.programme == groupwork


# -- Refusals -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("step", "missing", "sentence"),
    [
        ("accept", "programme", "Choose a programme"),
        ("decline", "code", "Choose a reason"),
        ("decline", "words", "Say in your own words why this is declined"),
        ("ask", "question", "Write the question you need answered"),
        ("withdraw", "code", "Choose a reason"),
    ],
)
def test_what_is_missing_is_said_and_nothing_moves(
    client, coordinator, groupwork, step, missing, sentence
):
    referral = make_referral()

    page = client.post(address(referral, step), typed(step, **{missing: ""}))

    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert sentence in page.content.decode()
    referral.refresh_from_db()
    assert referral.status == Status.AWAITING_TRIAGE


def test_a_reason_of_another_step_is_refused(client, coordinator):
    referral = make_referral()

    client.post(address(referral, "decline"), typed("decline", code=EndingCode.COMPLETED_SESSIONS))

    referral.refresh_from_db()
    assert referral.status == Status.AWAITING_TRIAGE


@pytest.mark.parametrize("status", [Status.SCHEDULED, Status.ON_PROGRAMME])
def test_who_has_a_place_cannot_be_ended_from_the_desk(client, coordinator, status):
    referral = make_referral(status=status)

    page = client.get(address(referral, "withdraw"))
    client.post(address(referral, "withdraw"), typed("withdraw"))

    assert page.url == address(referral, "change")
    referral.refresh_from_db()
    assert referral.status == status


def test_a_step_that_is_not_possible_leads_back_to_the_referral(client, coordinator):
    referral = make_referral(status=Status.DECLINED, ended_at=NOW, ending_code=EndingCode.NOT_READY)

    for step in STEPS:
        page = client.get(address(referral, step), follow=True)
        assert page.redirect_chain == [(address(referral, "change"), 302)]
        assert b"This cannot be done now" in page.content


def test_a_coordinator_without_the_permission_cannot_decide(client):
    account = staff(coordinator=True)
    account.groups.get().permissions.remove(
        *account.groups.get().permissions.filter(codename="triage_referral")
    )
    client.force_login(account)
    referral = make_referral()

    assert client.get(address(referral, "decline")).status_code == 404
    assert client.post(address(referral, "decline"), typed("decline")).status_code == 404


def test_the_token_against_forged_requests_is_asked_for(coordinator):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(coordinator)
    referral = make_referral()

    assert strict.post(address(referral, "decline"), typed("decline")).status_code == 403
