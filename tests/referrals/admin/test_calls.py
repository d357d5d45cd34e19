"""The list of calls to make, and the page of one call: number, best time, moment and words."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from referral_portal.audit.models import AuditEvent
from referral_portal.outbox.models import OutgoingMessage
from referrals.enums import Status
from referrals.models import Referral
from tests.factories.desk import staff
from tests.referrals.test_calls import accepted, released
from tests.referrals.test_truth import step

pytestmark = pytest.mark.django_db
LIST = "/admin/referrals/referral/calls/"
# Session, account, roles, one page, its referrals, the record in its savepoint, the sign of life.
LIST_BUDGET = 7


@pytest.fixture
def coordinator(client):
    account = staff(coordinator=True)
    client.force_login(account)
    return account


def page_of(message):
    return reverse("admin:referrals_referral_call", args=[message.referral_id, message.pk])


def test_a_call_has_a_number_a_time_a_moment_and_words(client, coordinator):
    message = released(
        accepted(phone="07700900123", best_time="weekdays after 6pm", may_leave_message=False)
    )
    OutgoingMessage.objects.update(sent_at=dt.datetime(2027, 1, 12, 9, 30, tzinfo=dt.UTC))

    listed = client.get(LIST).content.decode()
    shown = client.get(page_of(message)).content.decode()

    assert page_of(message) in listed
    assert "07700900123" not in listed
    for words in (
        "07700900123",
        "weekdays after 6pm",
        "Do not leave a message",
        "You can tell them now. Waiting since 12 January 2027, 09:30",
        "You are now on our waiting list",
        "We will tell you when there is a place for you.",
    ):
        assert words in shown
    # The email to our staff around the words is not for the participant.
    assert "Please do not reply" not in shown
    assert shown.count("What to say") == 1


def test_a_call_to_a_telephone_of_which_little_is_known_leaves_no_message(client, coordinator):
    person = {"phone": "07700900123", "may_leave_message": None, "phone_is_shared": None}
    message = released(accepted(**person))

    shown = client.get(page_of(message)).content.decode()

    assert "Not known whether we may leave a message: do not leave one. If someone else" in shown
    assert "Not known whether another person uses this telephone." in shown


def test_a_call_that_waits_is_listed_apart_without_a_page(client, coordinator):
    message = accepted()

    assert Referral.objects.get().reference not in client.get(LIST).content.decode()
    waiting = client.get(LIST, {"status": "waiting"}).content.decode()
    assert "Please do not tell these participants yet" in waiting
    assert Referral.objects.get().reference in waiting
    assert page_of(message) not in waiting
    assert client.get(page_of(message)).status_code == 404


def test_a_call_is_ended_once_however_often_it_is_posted(client, coordinator):
    message = released(accepted())
    for _ in range(2):
        assert client.post(page_of(message)).url == LIST
    assert AuditEvent.objects.filter(action="message.end_call").count() == 1
    assert "There are no calls here" in client.get(LIST).content.decode()


def test_a_call_that_is_no_longer_true_says_so_and_shows_no_number(client, coordinator):
    message = released(accepted(phone="07700900123"))
    step(Referral.objects.get(), "withdraw", Status.WITHDRAWN, source=Status.AWAITING_ALLOCATION)

    shown = client.get(page_of(message)).content.decode()
    assert "Do not make this call" in shown
    assert "a newer message says what is true now" in shown
    assert "07700900123" not in shown
    client.post(page_of(message))
    assert OutgoingMessage.objects.get(pk=message.pk).told_at


def test_queries_do_not_grow_with_the_list(client, coordinator):
    def queries():
        with CaptureQueriesContext(connection) as caught:
            client.get(LIST)
        return len([query for query in caught if "SAVEPOINT" not in query["sql"]])

    released(accepted())
    queries()
    few = queries()
    for _ in range(4):
        released(accepted())
    assert queries() == few <= LIST_BUDGET


def test_the_first_page_counts_the_calls(client, coordinator):
    released(accepted())
    shown = client.get("/admin/").content.decode()
    assert LIST in shown
    assert "Calls to make" in shown


@pytest.mark.parametrize("role", ["facilitator", "co_facilitator", "auditor", "administrator"])
def test_for_others_there_is_no_such_page(client, role):
    message = released(accepted())
    client.force_login(staff(**{role: True}))
    assert client.get(LIST).status_code == 404
    assert client.get(page_of(message)).status_code == 404
    assert client.post(page_of(message)).status_code == 404
    assert OutgoingMessage.objects.get(pk=message.pk).told_at is None
