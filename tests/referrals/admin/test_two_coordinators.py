"""Two coordinators read one referral: the second is told what has changed, and nothing is overwritten."""

import datetime as dt
import html

import pytest
import time_machine

from referral_portal.outbox.models import OutgoingMessage
from referrals import workflow
from referrals.enums import Status
from referrals.models import StatusChange
from tests.drawn import opened, token_of
from tests.factories.desk import NOW, make_referral, staff
from tests.factories.programmes import ProgrammeVersionFactory
from tests.referrals.admin.test_decisions import QUEUE, address, typed

pytestmark = pytest.mark.django_db
CHANGED = "Another user changed this referral while you were reading it."


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


@pytest.mark.parametrize("step", ["accept", "decline", "ask", "withdraw"])
def test_the_second_of_two_coordinators_is_told_and_keeps_what_was_typed(
    client, coordinator, groupwork, step
):
    referral = make_referral()
    read = opened(client, address(referral, step))
    first = staff(coordinator=True)
    workflow.request_information(referral_id=referral.pk, question="First?", by=first, now=NOW)
    workflow.receive_information(referral_id=referral.pk, answer="Yes.", by=first, now=NOW)

    words = {"decline": "words", "ask": "question", "withdraw": "words"}.get(step)
    changes = {words: "Typed by the second"} if words else {}
    page = client.post(address(referral, step), typed(step, **changes) | read)

    assert page.status_code == 200
    assert CHANGED in html.unescape(page.content.decode())
    if words:
        assert "Typed by the second" in page.content.decode()
    # It says what has changed, by whom and when, oldest first.
    said = html.unescape(page.content.decode())
    at = f"({NOW:%-d %B}, {NOW:%H:%M}, {first})"
    assert f"What has changed: Asked for information {at}; Answer recorded {at}." in said
    referral.refresh_from_db()
    assert (referral.status, referral.version) == (Status.AWAITING_TRIAGE, 3)
    # The page that says so is of the newest version, so it can be sent.
    client.post(address(referral, step), typed(step, **changes) | token_of(page))
    referral.refresh_from_db()
    assert referral.version == 4


def test_pressing_twice_decides_once(client, coordinator):
    referral = make_referral()

    read = opened(client, address(referral, "decline"))

    answers = [client.post(address(referral, "decline"), typed("decline") | read) for _ in range(2)]

    assert {answer["Location"] for answer in answers} == {QUEUE}
    assert StatusChange.objects.count() == 1
    assert OutgoingMessage.objects.count() == 1


def test_a_page_of_another_referral_decides_nothing(client, coordinator):
    referral, other = make_referral(), make_referral()
    read = opened(client, address(other, "decline"))

    page = client.post(address(referral, "decline"), typed("decline") | read)

    assert page.status_code == 200
    referral.refresh_from_db()
    assert referral.status == Status.AWAITING_TRIAGE
