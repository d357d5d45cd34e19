"""The public's five questions, and the coordinator's list of who asked."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from referral_portal.audit.models import AuditEvent
from referrals.contacts import record_call
from referrals.enums import CallBackStatus, CallOutcome
from referrals.models import CallBack, ContactLog
from tests.factories.call_backs import CallBackFactory
from tests.factories.desk import NOW, make_person, make_referral, staff
from tests.factories.programmes import DistrictFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/referrals/callback/"
FIELDS = ["name", "phone", "safe_times", "may_leave_message", "district"]
# Session, account, roles, one page, the record in its savepoint, the sign of life.
LIST_BUDGET = 7


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
def answers():
    return {
        "name": "Casey Invented",
        "phone": "07700 900123",
        "safe_times": "Weekdays after 6pm",
        "may_leave_message": "no",
        "district": DistrictFactory(code="swale", name="Swale").code,
    }


def page_of(name, call_back):
    return reverse(f"admin:referrals_callback_{name}", args=[call_back.pk])


# -- The public ---------------------------------------------------------------------------------


# -- The desk -----------------------------------------------------------------------------------
def test_the_list_shows_who_waits_in_the_order_they_asked(client, coordinator):
    CallBackFactory(name="Second Invented")
    CallBackFactory(name="First Invented", received_at=NOW - dt.timedelta(days=9))
    CallBackFactory(name="Done Invented", status=CallBackStatus.REACHED)

    html = client.get(LIST).content.decode()
    assert html.index("First Invented") < html.index("Second Invented")
    assert "Overdue" in html
    assert "Done Invented" not in html
    assert "Done Invented" in client.get(f"{LIST}?status=reached").content.decode()
    assert "First Invented" in client.get(f"{LIST}?status=nonsense").content.decode()


@pytest.mark.parametrize("rows", [3, 20])
def test_the_list_costs_the_same_however_many_wait(client, coordinator, rows):
    for call_back in CallBackFactory.create_batch(rows):
        record_call(
            call_back_id=call_back.pk,
            result=CallOutcome.NO_ANSWER,
            by=coordinator,
            now=NOW,
        )
    client.get(LIST)  # the first page of a session writes when it was used

    with CaptureQueriesContext(connection) as caught:
        assert len(client.get(LIST).context["rows"]) == rows

    queries = [query for query in caught if "SAVEPOINT" not in query["sql"]]
    assert len(queries) == LIST_BUDGET


def test_the_list_goes_page_by_page(client, coordinator, settings):
    settings.QUEUE_PAGE_SIZE = 2
    for days in range(5):
        CallBackFactory(name=f"Number {days}", received_at=NOW - dt.timedelta(days=days))

    first = client.get(LIST)
    second = client.get(LIST + first.context["next_url"])

    assert [row["name"] for row in first.context["rows"]] == ["Number 4", "Number 3"]
    assert [row["name"] for row in second.context["rows"]] == ["Number 2", "Number 1"]
    back = client.get(LIST + second.context["previous_url"])
    assert [row["name"] for row in back.context["rows"]] == ["Number 4", "Number 3"]
    assert "umber" not in first.context["next_url"]


def test_opening_somebody_is_recorded_and_says_what_is_safe(client, coordinator):
    call_back = CallBackFactory()

    html = client.get(page_of("change", call_back)).content.decode()

    assert "Do not leave a message" in html
    assert "Weekdays after 6pm" in html
    event = AuditEvent.objects.get(action="callback.view")
    assert (event.target_id, event.actor_id) == (str(call_back.pk), coordinator.pk)


def test_a_call_is_noted(client, coordinator):
    call_back = CallBackFactory()

    page = client.get(page_of("attempt", call_back)).content.decode()
    assert 'value="message"' not in page
    refused = client.post(page_of("attempt", call_back), {"how": "called", "result": "message"})
    assert refused.context["form"].errors
    response = client.post(
        page_of("attempt", call_back),
        {"how": "called", "result": "no_answer", "words": "Friday"},
        follow=True,
    )

    assert response.redirect_chain[-1][0] == page_of("change", call_back)
    assert "Friday" in response.content.decode()
    assert ContactLog.objects.get().result == CallOutcome.NO_ANSWER


def test_a_call_that_somebody_else_settled_meanwhile_is_refused_in_words(client, coordinator):
    call_back = CallBackFactory(status=CallBackStatus.REACHED, settled_at=NOW)

    response = client.post(page_of("attempt", call_back), {"how": "called", "result": "no_answer"})

    assert b"already settled" in response.content


def test_one_received_by_telephone_is_typed_in(client, coordinator, answers):
    response = client.post(f"{LIST}add/", answers, follow=True)

    html = response.content.decode()
    assert "By telephone" in html
    assert CallBack.objects.get().taken_by == coordinator


def test_the_referral_with_the_same_number_is_offered_and_linked(client, coordinator):
    call_back = CallBackFactory(phone="07700900123")
    referral = make_referral(person=make_person(phone="07700900123"))
    other = make_referral()

    html = client.get(page_of("change", call_back)).content.decode()
    assert referral.reference in html
    assert other.reference not in html
    for wrong, words in (("KM-2222-2222", "There is no referral"), ("x", "Enter a reference like")):
        refused = client.post(page_of("link", call_back), {"reference": wrong})
        assert words in refused.content.decode()
    typed = referral.reference.lower().replace("-", " ")
    done = client.post(page_of("link", call_back), {"reference": typed}, follow=True)

    assert "Led to a referral" in done.content.decode()
    again = client.post(page_of("link", call_back), {"reference": referral.reference})
    assert b"has already led to a referral" in again.content
    assert CallBack.objects.get().referral == referral


def test_a_number_in_another_spelling_is_the_same_number(client, coordinator):
    call_back = CallBackFactory(phone="01632960123 ext 12")
    referral = make_referral(person=make_person(phone="+44 (0)1632 960123"))

    assert referral.reference in client.get(page_of("change", call_back)).content.decode()


def test_a_manager_reads_and_records_calls_and_does_no_more(client):
    call_back = CallBackFactory(name="Canary Invented")
    client.force_login(staff(manager=True))

    assert b"Canary" in client.get(LIST).content
    page = client.get(page_of("change", call_back)).content.decode()
    assert "Canary" in page
    assert "Record a call" in page
    assert "Link to a referral" not in page
    assert "add/" not in client.get(LIST).content.decode()
    assert client.post(page_of("link", call_back), {}).status_code == 404
    client.post(page_of("attempt", call_back), {"how": "called", "result": "no_answer"})
    assert ContactLog.objects.get().call_back == call_back


def test_it_stands_among_the_work_that_waits(client, coordinator):
    CallBackFactory()

    html = client.get("/admin/").content.decode()

    assert "Left a number and asked for a call" in html
    assert LIST in html
