"""The rules of a pathway count from their first day on, and closures only from the arrival on."""

import datetime as dt

import pytest

from programmes.clocks import clocks_for, closed_between
from programmes.enums import Pathway
from programmes.models import ClockRule, Closure

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
TODAY = dt.date(2026, 12, 1)
DAY = dt.timedelta(days=1)


def rule(starts_on: dt.date, days: int, pathway: str = Pathway.STALKING) -> ClockRule:
    return ClockRule.objects.create(
        pathway=pathway, starts_on=starts_on, contact_working_days=1, decision_working_days=days,
        place_days=21, cutoff_hour=16, pauses_for_answer=False,
    )  # fmt: skip


def test_without_a_rule_the_settings_count(settings):
    settings.CLOCKS = settings.CLOCKS | {"decision_working_days": 7}

    assert clocks_for(Pathway.STALKING, TODAY).decision_working_days == 7


def test_the_newest_rule_of_the_pathway_that_has_begun_counts():
    rule(TODAY - 30 * DAY, 8)
    rule(TODAY, 6)
    rule(TODAY + DAY, 4)
    rule(TODAY, 3, Pathway.DOMESTIC_ABUSE)

    days = [
        clocks_for(Pathway.STALKING, on).decision_working_days
        for on in (TODAY - DAY, TODAY, TODAY + DAY)
    ]

    assert days == [8, 6, 4]
    clocks = clocks_for(Pathway.STALKING, TODAY)
    assert (clocks.place_days, clocks.pauses_for_answer, clocks.pauses_on_hold) == (21, False, True)


def test_the_closures_are_those_that_still_count(django_assert_num_queries):
    for days, is_active in ((-1, True), (0, True), (3, True), (4, False)):
        Closure.objects.create(closed_on=TODAY + days * DAY, reason="Training", is_active=is_active)

    with django_assert_num_queries(2):
        closed = clocks_for(Pathway.STALKING, TODAY).closed

    assert closed == {TODAY, TODAY + 3 * DAY}


def test_closed_days_are_the_holidays_and_the_closures_between_two_days():
    christmas, boxing_day_off = dt.date(2026, 12, 25), dt.date(2026, 12, 28)
    Closure.objects.create(closed_on=TODAY, reason="Before the first day")
    Closure.objects.create(closed_on=dt.date(2026, 12, 24), reason="Staff training")
    Closure.objects.create(closed_on=christmas, reason="The holiday has its own name")
    Closure.objects.create(closed_on=dt.date(2026, 12, 29), reason="Open", is_active=False)

    found = closed_between(TODAY + DAY, dt.date(2026, 12, 31))

    assert list(found) == [dt.date(2026, 12, 24), christmas, boxing_day_off]
    assert found[dt.date(2026, 12, 24)] == "Staff training"
    assert found[christmas] == "Christmas Day"
