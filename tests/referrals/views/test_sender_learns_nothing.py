"""A sender sees, and is told, the same whether the person is known already, likely or not at all."""

import re

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from referral_portal.outbox.models import OutgoingMessage
from referral_portal.pages.tokens import FIELD
from referrals.enums import EndingCode, Status
from referrals.models import Participant, PossibleMatch
from referrals.possible_matches import find_waiting
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.desk import NOW, make_person, make_referral
from tests.factories.referrals import address, make_catalogue, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def the_same(text: str) -> str:
    """Return the text without what differs each time: references and the tokens of pages."""
    text = re.sub(r"KM-\w{4}-\w{4}", "KM-0000-0000", text)
    return re.sub(rf'(name="(csrfmiddlewaretoken|{FIELD})" value=")[^"]+', r"\1", text)


def what_the_sender_gets(route: str, worker) -> dict:
    """Send a form from a new browser and return everything that the sender can notice."""
    client = Client()
    if route == "agency":
        client.force_login(worker)
    before = set(OutgoingMessage.objects.values_list("pk", flat=True))
    with CaptureQueriesContext(connection) as sending:
        sent = send(client, route)
    with CaptureQueriesContext(connection) as reading:
        page = client.get(sent["Location"]).content.decode()
        if route == "agency":
            client.get(address(route, "start"))
            listed = client.get("/refer/your-referrals/").context["referrals"]
    messages = OutgoingMessage.objects.exclude(pk__in=before)
    return {
        "queries while sending": len(sending),
        "queries afterwards": len(reading),
        "page": the_same(page),
        "messages": sorted((one.event, one.audience, the_same(one.body)) for one in messages),
        "words": [row["word"] for row in listed][:1] if route == "agency" else [],
    }


@pytest.mark.parametrize("route", ["self", "agency"])
def test_a_known_person_makes_no_difference_to_the_sender(route):
    make_catalogue()
    worker = UserFactory(agency_referrer=True, agency=AgencyFactory())
    what_the_sender_gets(route, worker)  # what is read once for all is read now
    first = what_the_sender_gets(route, worker)
    find_waiting(now=timezone.now())
    known = Participant.objects.order_by("pk").last()
    # The person is here, with a match and an ending that the desk would see at once.
    make_referral(
        person=make_person("Other Name", person=known.person),
        status=Status.WITHDRAWN,
        ended_at=timezone.now(),
        ending_code=EndingCode.DIED,
    )

    again = what_the_sender_gets(route, worker)
    find_waiting(now=timezone.now())

    assert again == first
    assert PossibleMatch.objects.filter(first=known).exists()
