"""The list of outgoing messages: filters, order and pages, and whom it shows a reference."""

import datetime as dt
import itertools

import pytest
from django.urls import reverse

from referral_portal.accounts.admin.message_list import NEWEST, OLDEST, WhichMessages
from referral_portal.outbox.models import OutgoingMessage
from tests.factories.desk import NOW, make_referral, staff

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
NUMBERS = itertools.count()
LIST = "/admin/outbox/outgoingmessage/"


def make_message(*, event="accepted_participant", age=0, referral=None, **fields):
    """Make a message that was written `age` minutes before NOW."""
    written = NOW - dt.timedelta(minutes=age)
    defaults = {"status": "sent", "sent_at": NOW, "to_address": "a@example.org"} | fields
    return OutgoingMessage.objects.create(
        key=f"message-{next(NUMBERS)}", template="x", event=event,
        audience=event.rsplit("_", 1)[1], subject="Canary subject", body="Canary words",
        referral_id=referral.pk if referral else None, created_at=written, due_at=written,
        **defaults,
    )  # fmt: skip


def shown(client, query="") -> list[str]:
    """The ids on a page of the list."""
    return [row["short_id"] for row in client.get(f"{LIST}{query}").context["rows"]]


def ids(*messages) -> list[str]:
    return [str(message.pk)[:8] for message in messages]


def test_the_desk_reads_reference_news_and_state_and_neither_address_nor_text(client):
    referral = make_referral()
    make_message(referral=referral, status="failed", failure="RCPT 550", sent_at=None)
    client.force_login(staff(coordinator=True))

    page = client.get(LIST).text

    for words in (
        referral.reference,
        reverse("admin:referrals_referral_change", args=[referral.pk]),
        "Decision: accepted",
        "Could not be sent: the address was refused",
        "Needs a decision",
    ):
        assert words in page
    assert "a@example.org" not in page
    assert "Canary" not in page


def test_an_auditor_reads_no_reference_on_the_list_or_on_the_page_of_a_message(client):
    referral = make_referral()
    message = make_message(referral=referral)
    client.force_login(staff(auditor=True))

    for page in (client.get(LIST).text, client.get(f"{LIST}{message.pk}/change/").text):
        assert "Decision: accepted" in page
        assert referral.reference not in page
        assert str(referral.pk) not in page
        assert reverse("admin:referrals_referral_releases") not in page


def test_a_message_has_the_reference_on_its_own_page_for_the_desk(client):
    referral = make_referral()
    message, notice = make_message(referral=referral), make_message(event="changed_staff")
    client.force_login(staff(manager=True))

    page = client.get(f"{LIST}{message.pk}/change/").text

    link = reverse("admin:referrals_referral_change", args=[referral.pk])
    assert f'href="{link}">{referral.reference}</a>' in page
    assert "Canary" not in page
    assert "None" in client.get(f"{LIST}{notice.pk}/change/").text


def test_no_message_about_a_hidden_referral_is_listed_counted_or_opened(client):
    hidden = make_referral(is_restricted=True)
    hidden.named_users.create(user=staff(manager=True), at=NOW)
    message = make_message(referral=hidden)
    client.force_login(staff(coordinator=True))

    page = client.get(LIST)

    assert page.context["rows"] == []
    assert page.context["counted"] == "0"
    assert client.get(f"{LIST}{message.pk}/change/").status_code == 404


def test_state_kind_and_reader_filter_the_list(client):
    client.force_login(staff(manager=True))
    waits = make_message(status="waiting_release", sent_at=None)
    failed = make_message(event="place_referrer", status="failed", sent_at=None)
    to_staff = make_message(event="accepted_staff")
    settled = make_message(event="ended_participant", status="failed", settled_at=NOW)

    assert shown(client, "?state=waiting") == ids(waits)
    assert shown(client, "?state=failed") == shown(client, "?state=decide") == ids(failed)
    assert shown(client, "?state=settled") == ids(settled)
    assert set(shown(client, "?kind=accepted")) == set(ids(waits, to_staff))
    assert shown(client, "?kind=accepted&to=staff") == shown(client, "?to=staff") == ids(to_staff)
    assert len(shown(client, "?state=&kind=&to=")) == 4


def test_a_value_that_no_filter_offers_and_every_other_lookup_is_ignored(client):
    client.force_login(staff(auditor=True))
    make_message()
    for query in (
        "?state=nothing", "?kind=' OR 1", "?to=a@example.org", "?to_address__startswith=z",
        "?body__contains=zzz", "?subject=zzz", "?o=2.-1", "?q=zzz", "?p=9", "?after=junk",
        "?status__exact=failed", "?all=", "?e=1",
    ):  # fmt: skip
        page = client.get(f"{LIST}{query}")
        assert (page.status_code, len(page.context["rows"])) == (200, 1), query
    assert client.post(LIST, {"action": "delete_selected"}).status_code == 405


def test_pages_turn_both_ways_with_the_filter_kept(client, settings):
    settings.QUEUE_PAGE_SIZE = 2
    client.force_login(staff(manager=True))
    events = ("accepted_participant", "accepted_referrer", "accepted_staff")
    written = [make_message(event=event, age=age) for age, event in enumerate(events * 2)]
    make_message(event="ended_participant")

    first = client.get(f"{LIST}?kind=accepted")
    second = client.get(f"{LIST}{first.context['next_url']}")
    back = client.get(f"{LIST}{second.context['previous_url']}")

    pages = [[row["short_id"] for row in page.context["rows"]] for page in (first, second, back)]
    assert pages == [ids(*written[:2]), ids(*written[2:4]), ids(*written[:2])]


def test_what_needs_a_user_is_listed_oldest_first():
    assert WhichMessages(state="waiting").order == OLDEST
    assert WhichMessages(state="sent").order == WhichMessages().order == NEWEST


@pytest.mark.parametrize("number", [3, 30])
def test_the_list_costs_the_same_for_any_number_of_rows(
    client, django_assert_num_queries, number, settings
):
    settings.QUEUE_PAGE_SIZE = 50
    referral = make_referral()
    for age in range(number):
        make_message(referral=referral, age=age)
    client.force_login(staff(coordinator=True))
    client.get(LIST)

    with django_assert_num_queries(8):
        page = client.get(LIST)

    assert len(page.context["rows"]) == number
