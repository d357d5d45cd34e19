"""When contact details count as safe."""

import datetime as dt

import pytest
from django.utils import timezone

from safeguarding.models import SafeContact

NOW = dt.datetime(2026, 3, 20, 12, tzinfo=dt.UTC)
TODAY = NOW.date()


def details(**fields) -> SafeContact:
    return SafeContact(**{"safety": "safe", "confirmed_on": TODAY, **fields})


@pytest.mark.parametrize(
    ("fields", "safe"),
    [
        ({}, True),
        ({"safety": "unknown"}, False),
        ({"safety": "not_safe"}, False),
        ({"confirmed_on": None}, False),
        ({"confirmed_on": TODAY + dt.timedelta(days=1)}, False),
        ({"retired_at": NOW}, False),
    ],
)
def test_only_details_that_are_confirmed_and_in_use_were_safe(fields, safe):
    assert details(**fields).was_safe(NOW) is safe


def test_details_are_safe_for_so_many_days_after_they_were_confirmed(settings):
    settings.SAFE_CONTACT_DAYS = 30
    for days, safe in ((30, True), (31, False)):
        contact = details(confirmed_on=TODAY - dt.timedelta(days=days))
        assert contact.was_safe(NOW) is safe
        assert contact.is_stale(TODAY) is not safe


def test_the_day_is_the_day_here_and_not_the_day_of_utc():
    # 23:30 UTC on 20 June is half past midnight on 21 June here.
    late = dt.datetime(2026, 6, 20, 23, 30, tzinfo=dt.UTC)
    assert timezone.localdate(late) == dt.date(2026, 6, 21)
    assert details(confirmed_on=dt.date(2026, 6, 21)).was_safe(late)
