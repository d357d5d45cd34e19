"""What is set aside has a list, from which one, some or all come back, and a warning after days."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from referrals.models import Referral
from referrals.setting_aside import bring_back, set_aside
from referrals.views.summary import _tables
from tests.factories.bursts import make_burst
from tests.factories.desk import NOW, staff

pytestmark = pytest.mark.django_db
LIST = reverse("admin:referrals_referral_set_aside")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(client):
    client.force_login(staff(manager=True))
    return client


def aside(number: int) -> list[Referral]:
    forms = make_burst(number)
    set_aside(
        referral_ids=[one.pk for one in forms],
        reason="The same words.",
        by=staff(coordinator=True),
        now=NOW,
    )
    return forms


def test_the_list_says_who_set_each_form_aside_and_why(desk):
    forms = aside(3)
    page = desk.get(LIST).text
    for form in forms:
        assert form.reference in page
        assert form.participant.name in page
    assert page.count("The same words.") == 3


def test_the_queue_and_the_totals_are_without_them(desk):
    (form,) = aside(1)
    queue = reverse("admin:referrals_referral_changelist")
    assert form.reference not in desk.get(queue).text
    assert form.reference not in desk.get(queue, {"overdue": "1"}).text
    everything = desk.get(queue, {"status": "all"}).text
    assert form.reference in everything
    assert "Set aside" in everything
    assert form.reference in desk.post(queue, {"q": form.reference}).text
    assert [table["total"] for table in _tables()] == ["0"] * 5
    bring_back(by=staff(manager=True), now=NOW)
    assert "0" not in [table["total"] for table in _tables()]


def test_one_some_or_all_come_back(desk):
    first, second, *others = aside(5)
    page = desk.post(LIST, {"form": str(first.pk)}, follow=True)
    assert page.request["PATH_INFO"].endswith(f"{first.pk}/change/")
    assert "1 form is back" in page.text
    desk.post(LIST, {"form": [str(second.pk), "nonsense"]})
    assert set(Referral.objects.in_work()) == {first, second}
    assert "Tick the forms to bring back" in desk.post(LIST, {}, follow=True).text
    assert "3 forms are back" in desk.post(LIST, {"all": "1"}, follow=True).text
    assert not Referral.objects.set_aside().exists()
    assert set(others) <= set(Referral.objects.in_work())


def test_the_page_of_a_referral_says_that_it_is_aside_and_offers_no_decision(client):
    client.force_login(staff(coordinator=True))
    (form,) = aside(1)
    address = reverse("admin:referrals_referral_change", args=[form.pk])
    page = client.get(address).text
    assert "Bring back" in page
    assert "The same words." in page
    assert "What you can do" not in page
    client.post(LIST, {"form": str(form.pk)})
    page = client.get(address).text
    assert "What you can do" in page
    assert "Bring back" not in page
    assert page.index("Brought back") < page.index("<strong>Set aside"), "the newest first"


def test_after_days_the_first_page_warns_again(desk, clock, settings):
    aside(2)
    index = reverse("admin:index")
    assert "look at them again" not in desk.get(index).text
    assert "Set aside" in desk.get(index).text
    clock.shift(dt.timedelta(days=settings.BURSTS["aside_days"], hours=1))
    # Signing in again, because days have passed.
    desk.force_login(staff(manager=True))
    assert "look at them again" in desk.get(index).text
