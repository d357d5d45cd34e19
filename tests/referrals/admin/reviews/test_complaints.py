"""The pages of complaints: recorded at the desk, and read only by managers whom they do not name."""

import pytest
import time_machine
from django.urls import reverse

from referral_portal.outbox.models import OutgoingMessage
from referrals.models import Complaint
from tests.factories.desk import make_referral, staff
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

    assert [row["complaint"] for row in client.get(LIST).context["rows"]] == [shown]
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
