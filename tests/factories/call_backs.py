"""Invented people who asked to be called."""

import datetime as dt

import factory

from referrals.enums import CallBackChannel
from referrals.models import CallBack
from tests.factories.programmes import DistrictFactory


class CallBackFactory(factory.django.DjangoModelFactory):
    """A person who left a number on the website and waits for a call."""

    class Meta:
        model = CallBack

    name = "Casey Invented"
    phone = factory.Sequence(lambda number: f"01632960{number % 1000:03}")
    safe_times = "Weekdays after 6pm"
    may_leave_message = False
    district = factory.SubFactory(DistrictFactory)
    channel = CallBackChannel.ONLINE
    received_at = dt.datetime(2026, 12, 1, 10, 0, tzinfo=dt.UTC)
