"""Which version is current, and which funding covers a day."""

import datetime as dt

import pytest

from programmes.models import FundingPeriod, ProgrammeVersion
from tests.factories.programmes import (
    FundingPeriodFactory,
    ProgrammeFactory,
    ProgrammeVersionFactory,
)

pytestmark = pytest.mark.django_db


def test_the_current_version_is_the_highest_published_of_each_programme_on_offer():
    programme = ProgrammeFactory()
    ProgrammeVersionFactory(programme=programme, number=1)
    second = ProgrammeVersionFactory(programme=programme, number=2)
    ProgrammeVersionFactory(programme=programme, number=3, draft=True)
    other = ProgrammeVersionFactory()
    ProgrammeVersionFactory(programme__is_active=False)
    ProgrammeVersionFactory(draft=True)

    assert set(ProgrammeVersion.objects.current()) == {second, other}


def test_funding_covers_its_first_and_last_day():
    period = FundingPeriodFactory()

    for on, found in [
        (dt.date(2026, 8, 31), []),
        (dt.date(2026, 9, 1), [period]),
        (dt.date(2027, 8, 31), [period]),
        (dt.date(2027, 9, 1), []),
    ]:
        assert list(FundingPeriod.objects.covering(on)) == found
