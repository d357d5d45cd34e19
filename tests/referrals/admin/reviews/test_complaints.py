"""The pages of complaints: recorded at the desk, and read only by managers whom they do not name."""

import io

import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader

from referral_portal.outbox.models import OutgoingMessage
from referrals.complaints import record_complaint, settle_complaint
from referrals.models import Complaint
from tests.factories.desk import make_person, make_referral, staff
from tests.factories.reviews import LATER, make_complaint

pytestmark = pytest.mark.django_db
LIST = "/admin/referrals/complaint/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def manager(client):
    account = staff(manager=True)
    client.force_login(account)
    return account


def page(complaint):
    return reverse("admin:referrals_complaint_change", args=[complaint.pk])


def test_a_coordinator_records_it_and_does_not_read_it_again(client):
    coordinator, manager = staff(coordinator=True), staff(manager=True)
    client.force_login(coordinator)
    referral = make_referral()
    address = reverse("admin:referrals_referral_complaint", args=[referral.pk])
    change = reverse("admin:referrals_referral_change", args=[referral.pk])
    assert address in client.get(change).content.decode()

    assert set(client.post(address, {}).context["form"].errors) == {"made_by", "words"}
    named = {"about": [str(coordinator.pk)]}
    client.post(address, {"made_by": "participant", "words": "Canary words."} | named)

    complaint = Complaint.objects.get()
    assert [one.user for one in complaint.about.all()] == [coordinator]
    for path in (LIST, page(complaint)):
        assert client.get(path).status_code == 404
    assert "Canary" not in client.get(change).content.decode()
    client.force_login(manager)
    assert "Canary words." in client.get(page(complaint)).content.decode()


def test_a_manager_whom_it_names_finds_nothing_of_it(client, manager):
    complaint = make_complaint(make_referral(), about=[manager])
    shown = make_complaint(make_referral())

    assert [one["row"] for one in client.get(LIST).context["rows"]] == [shown]
    assert client.get(page(complaint)).status_code == 404
    assert client.post(page(complaint), {"outcome": "upheld", "reasons": "x"}).status_code == 404


def test_a_manager_settles_it_and_what_the_page_showed_is_sent(client, manager):
    complaint = make_complaint(make_referral())
    promised = [(one.to, one.body) for one in client.get(page(complaint)).context["planned"]]

    client.post(page(complaint), {"outcome": "upheld", "reasons": "Canary reasons."})

    sent = [(one.to_address, one.body.strip()) for one in OutgoingMessage.objects.all()]
    assert sent == promised
    assert client.get(LIST).context["rows"] == []
    assert len(client.get(LIST, {"status": "settled"}).context["rows"]) == 1
    read = client.get(page(complaint)).content.decode()
    assert "Canary reasons." in read
    assert "Record the result" not in read


# -- The messages and the letters ----------------------------------------------------------------
def recorded(by, *, made_by="participant", about=()):
    """Return a complaint, of which no message was released yet."""
    referral = make_referral(agency=True, person=make_person(address="1 Example Street, Maidstone"))
    return record_complaint(
        referral_id=referral.pk, made_by=made_by, words="Canary words.",
        about=[user.pk for user in about], by=by, now=LATER,
    )  # fmt: skip


def letter(complaint):
    return reverse("admin:referrals_complaint_letter", args=[complaint.pk])


def drawn(client, complaint) -> str:
    response = client.post(letter(complaint), {"is_checked": "on"})
    assert response["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(response.content))
    return " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).split())


def test_no_page_of_the_desk_shows_a_message_about_a_complaint_to_a_user_it_is_hidden_from(client):
    named, coordinator, reads = staff(manager=True), staff(coordinator=True), staff(manager=True)
    complaint = recorded(coordinator, about=[named, coordinator])
    message = OutgoingMessage.objects.get()
    pages = (
        "/admin/outbox/outgoingmessage/",
        "/admin/referrals/referral/releases/",
        reverse("admin:referrals_referral_change", args=[complaint.referral_id]),
    )

    for user, sees in ((reads, True), (named, False), (coordinator, False)):
        client.force_login(user)
        # The word "Complaint: received" is a choice of the filter for every user.
        found = [f">{words}" in client.get(path).text for path, words in zip(
            pages, ("Complaint: received</a>", "Complaint: received</a>", "Complaint: received"),
            strict=True,
        )]  # fmt: skip
        assert found == [sees] * 3
        one = client.get(f"{pages[0]}{message.pk}/change/")
        assert one.status_code == (200 if sees else 404)


@pytest.mark.parametrize("made_by", ["participant", "referrer"])
def test_a_manager_draws_a_letter_of_receipt_and_then_of_the_result(client, manager, made_by):
    complaint = recorded(manager, made_by=made_by)
    assert letter(complaint) not in client.get(page(complaint)).text
    assert "You cannot create this letter now." in client.get(letter(complaint)).text

    OutgoingMessage.objects.update(status="sent")
    assert letter(complaint) in client.get(page(complaint)).text
    receipt = drawn(client, complaint)
    settle_complaint(
        complaint_id=complaint.pk, outcome="partly", reasons="Canary.", by=manager, now=LATER
    )
    assert "You cannot create this letter now." in client.get(letter(complaint)).text
    OutgoingMessage.objects.update(status="sent")
    result = drawn(client, complaint)

    assert "We will reply by" in receipt
    assert "You were right in part, and we are sorry for that." in result
    for text in (receipt, result):
        assert "A manager" in text
        assert "Canary" not in text


def test_nobody_draws_a_letter_about_a_complaint_that_names_them_or_is_of_another_person(
    client, manager
):
    hidden = make_complaint(make_referral(), about=[manager])
    of_other = make_complaint(make_referral())
    Complaint.objects.filter(pk=of_other.pk).update(made_by="other")
    for complaint in (hidden, of_other):
        assert client.get(letter(complaint)).status_code == 404
    client.force_login(staff(coordinator=True))
    assert client.get(letter(make_complaint(make_referral()))).status_code == 404
