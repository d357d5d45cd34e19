"""Sending a form: everything in one transaction, once, however often it is sent."""

import base64
import datetime as dt
import json
import threading
from unittest import mock

import pytest
import time_machine
from django.conf import settings
from django.db import connections
from django.test import Client
from nacl.public import PrivateKey, SealedBox

from programmes.models import District
from referral_portal.audit.models import AuditEvent
from referral_portal.common.dates import end_of_day
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.sealing.boxes import HEADER_BYTES, LENGTH_BYTES, SEALED_PART_BYTES
from referral_portal.sealing.models import SealedEnvelope
from referrals import submission
from referrals.enums import Route, Status
from referrals.models import Draft, EligibilityCheck, Participant, Referral, Referrer, StatusChange
from referrals.steps import find_form
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.programmes import PartnerFactory
from tests.factories.referrals import address, make_catalogue, open_at, pages_for, send_filled
from tests.patience import A_MINUTE

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 12, 1, 10, 0, tzinfo=dt.UTC)  # a Tuesday


@pytest.fixture(autouse=True)
def catalogue(request):
    # After a fixture that empties the database for real transactions, not before it.
    name = "transactional_db" if "transactional_db" in request.fixturenames else "db"
    request.getfixturevalue(name)
    make_catalogue()


@pytest.fixture
def worker(client):
    account = UserFactory(agency_referrer=True, agency=AgencyFactory())
    client.force_login(account)
    return account


def unsealed(data: bytes) -> dict:
    """Open one padded box with the private key, as only the other side can."""
    size = int.from_bytes(data[:LENGTH_BYTES], "big")
    return json.loads(data[LENGTH_BYTES : LENGTH_BYTES + size])


def open_envelope(envelope: SealedEnvelope) -> tuple[dict, dict]:
    box = SealedBox(
        PrivateKey(base64.b64decode(settings.SEALING_PRIVATE_KEY_FILE.read_text().strip()))
    )
    content = box.decrypt(bytes(envelope.blob))
    header = unsealed(content[:HEADER_BYTES])
    parts = {}
    for number, name in enumerate(header["parts"]):
        start = HEADER_BYTES + number * SEALED_PART_BYTES
        parts[name] = unsealed(box.decrypt(content[start : start + SEALED_PART_BYTES]))
    return header, parts


@pytest.mark.sqlite
@time_machine.travel(NOW, tick=False)
def test_a_self_referral_is_written_whole(client):
    send_filled(client, "self")

    referral = Referral.objects.select_related("participant", "district").get()
    person = referral.participant
    assert (referral.route, referral.status) == (Route.SELF, Status.AWAITING_TRIAGE)
    assert (referral.pathway, referral.district.code) == ("domestic_abuse", "maidstone")
    assert (referral.submitted_at, referral.due_on) == (NOW, dt.date(2026, 12, 15))
    assert referral.contact_due_at == end_of_day(dt.date(2026, 12, 3))
    assert referral.place_due_at == end_of_day(dt.date(2026, 12, 15))
    assert referral.referrer is None
    assert referral.version == 1
    assert (person.name, person.search_name) == ("Élan Invented", "elan invented")
    assert (person.phone, person.postcode) == ("07700900123", "ME14 1XX")
    assert (person.may_leave_message, person.phone_is_shared) == (False, True)
    assert person.born_on == dt.date(1988, 3, 27)
    change = StatusChange.objects.get()
    assert (change.verb, change.number, change.to_status) == ("submit", 1, "awaiting_triage")
    assert EligibilityCheck.objects.get().referral_id == referral.pk
    event = AuditEvent.objects.get(action="referral.submit")
    assert (event.actor_kind, event.target_id) == ("public", str(referral.pk))
    messages = OutgoingMessage.objects.order_by("event").values_list("event", "to_address")
    assert list(messages) == [
        ("alert_staff", settings.COORDINATOR_EMAIL_SELF),
        ("receipt_participant", "elan@example.org"),
    ]
    assert (
        "Kent Police, Interventions Alliance and Lookahead"
        in (referral.answers["sharing"]["sharing_terms"])
    )


@pytest.mark.parametrize(
    ("route", "filled"),
    [
        ("self", {"person", "others", "children"}),
        ("agency", {"awareness", "person", "others", "children", "risk"}),
    ],
)
@pytest.mark.usefixtures("worker")
def test_the_envelope_holds_the_sealed_pages_and_the_referral_id(client, route, filled):
    send_filled(client, route)

    referral = Referral.objects.get()
    header, parts = open_envelope(SealedEnvelope.objects.get())
    assert header == {
        "referral": str(referral.pk), "kind": "referral", "parts": list(submission.PARTS)
    }  # fmt: skip
    assert {name for name, part in parts.items() if part} == filled
    answers = {answer["name"]: answer for answer in parts["person"]["answers"]}
    assert answers["live_together"]["label"].startswith("Do ")
    assert any("Canarina" in answer["value"] for answer in answers.values())


@pytest.mark.parametrize("answer", ["yes", "no", "maybe"])
def test_not_known_about_a_telephone_is_neither_yes_nor_no(client, answer):
    client.force_login(UserFactory(agency_referrer=True, agency=AgencyFactory()))
    contact = pages_for("agency")["contact"]
    told = {"may_leave_message": answer, "phone_is_shared": answer}
    known = {"yes": True, "no": False, "maybe": None}[answer]

    send_filled(client, "agency", pages=pages_for("agency", contact=contact | told))

    person = Participant.objects.get()
    assert (person.may_leave_message, person.phone_is_shared) == (known, known)


def test_an_agency_referral_names_its_referrer(client, worker):
    send_filled(client, "agency")

    referrer = Referrer.objects.get()
    assert (referrer.account_id, referrer.agency_id) == (worker.pk, worker.agency_id)
    assert referrer.email == "worker@example.org"
    assert StatusChange.objects.get().by == worker
    assert set(OutgoingMessage.objects.values_list("to_address", flat=True)) == {
        "worker@example.org",
        settings.COORDINATOR_EMAIL_AGENCY,
    }


def test_what_he_would_rather_say_and_what_worries_him_is_noted(client):
    pages = pages_for(
        "self",
        you={"own_safety": "yes"},
        health={"mind": "by_phone"},
        what={"behaviours": ["by_phone", "hurt"]},
        in_your_words={"told": "by_phone"},
    )
    url = open_at(client, "self", "you", pages=pages)
    client.post(url, pages["you"])
    _rest(client, pages, after="you")

    referral = Referral.objects.get()
    assert referral.needs_prompt_call
    assert referral.wants_call == ["health", "in-your-words", "what"]


def test_from_elsewhere_the_district_is_the_one_he_can_come_to(client):
    pages = pages_for("self", area={"district": "elsewhere", "nearest_district": "thanet"})
    send_filled(client, "self", pages=pages)

    referral = Referral.objects.select_related("district").get()
    assert referral.district.code == "thanet"
    assert referral.answers["area"]["district"] == "elsewhere"


def test_sending_again_gives_the_same_referral_and_the_same_page(client):
    url = open_at(client, "self")
    first = client.post(url, {"declares": "on"})
    page = client.get(first["Location"]).content

    second = client.post(url, {"declares": "on"})

    assert second["Location"] == first["Location"]
    assert client.get(second["Location"]).content == page
    assert Referral.objects.count() == Participant.objects.count() == 1
    assert SealedEnvelope.objects.count() == 1


def test_two_forms_about_one_person_get_the_same_answer(client):
    pages = []
    for _ in range(2):
        response = send_filled(client, "self")
        html = client.get(response["Location"]).content.decode()
        newest = Referral.objects.latest("submitted_at")
        pages.append(html.replace(newest.reference, ""))

    assert pages[0] == pages[1]
    assert Referral.objects.count() == 2


def test_a_failure_half_way_leaves_no_row_and_the_answers(client):
    url = open_at(client, "self")

    with (
        mock.patch.object(submission, "record_assessment", side_effect=RuntimeError),
        pytest.raises(RuntimeError),
    ):
        client.post(url, {"declares": "on"})

    for model in (Referral, Participant, SealedEnvelope, StatusChange, OutgoingMessage):
        assert not model.objects.exists()
    assert client.get(url).status_code == 200


def test_an_answer_that_became_wrong_meanwhile_is_asked_again(client):
    url = open_at(client, "self")
    District.objects.filter(code="maidstone").update(is_active=False)

    response = client.post(url, {"declares": "on"})

    assert response["Location"] == address("self", "page", "area") + "?from=check"
    assert not Referral.objects.exists()


def test_another_list_of_partners_asks_for_the_agreement_again(client):
    url = open_at(client, "self")
    PartnerFactory(name="Victim Support", is_core_team=True, position=9)

    response = client.get(url)

    assert response["Location"] == address("self", "page", "sharing") + "?from=check"
    again = client.post(response["Location"], {"agrees_sharing": "yes"})
    assert again["Location"] == url


@pytest.mark.django_db(transaction=True)
def test_sending_at_the_same_moment_from_two_windows_gives_one_referral(transactional_db):
    client = Client()
    url = open_at(client, "self")
    barrier, answers = threading.Barrier(8), []

    def press():
        mine = Client()
        mine.cookies = client.cookies.copy()
        barrier.wait(timeout=A_MINUTE)
        try:
            response = mine.post(url, {"declares": "on"})
            answers.append((response.status_code, response["Location"]))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [(303, address("self", "sent"))] * 8
    assert Referral.objects.count() == Participant.objects.count() == 1
    assert SealedEnvelope.objects.count() == EligibilityCheck.objects.count() == 1
    assert Draft.objects.get().submitted_at is not None


def _rest(client, pages, *, after):
    """Fill in what comes after a page that led to help, and send."""
    steps = [step.slug for step in find_form("domestic-abuse", "self").steps]
    for slug in steps[steps.index(after) + 1 :]:
        if slug in pages:
            client.post(address("self", "page", slug), pages[slug])
    client.post(address("self", "check"), {"declares": "on"})
