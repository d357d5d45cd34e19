"""The people who asked for a call in the demonstration."""

import pytest

from referrals.enums import CallBackChannel
from referrals.models import CallBack
from safeguarding.demo import people
from safeguarding.demo.calls import take_numbers
from tests.factories.desk import NOW, staff
from tests.factories.programmes import DistrictFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_one_rang_and_one_was_called_in_vain():
    for code in {person.district for person in people.TO_CALL}:
        DistrictFactory(code=code)
    coordinator = staff(coordinator=True)

    take_numbers(coordinator=coordinator, now=NOW)

    assert CallBack.objects.waiting().count() == len(people.TO_CALL)
    assert CallBack.objects.filter(channel=CallBackChannel.TELEPHONE).count() == 1
    called = CallBack.objects.exclude(contacts=None).get()
    assert called.received_at < called.contacts.get().at < NOW
