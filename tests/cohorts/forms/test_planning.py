"""The forms to plan a cohort, to give a place and to give a colleague access."""

import datetime as dt

import pytest

from cohorts.forms.planning import AccessForm, CohortForm, PlaceForm
from tests.factories.accounts import UserFactory
from tests.factories.programmes import ProgrammeVersionFactory, VenueFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_december(time_machine):
    time_machine.move_to(dt.datetime(2026, 12, 1, 10, tzinfo=dt.UTC), tick=False)


def day(name, on):
    return {f"{name}-{part}": str(getattr(on, part)) for part in ("day", "month", "year")}


def planned(version, venue, first, second=None, **changes):
    return CohortForm(
        {
            "programme": version.pk,
            "name": "Orchard Tuesdays",
            "venue": venue.pk,
            **day("starts_on", dt.date(2027, 1, 12)),
            "start_time": "18:00",
            "first_facilitator": first.pk,
            "second_facilitator": second.pk if second else "",
            **changes,
        }
    )


def test_the_choices_are_handed_on_as_the_verb_takes_them():
    version, venue = ProgrammeVersionFactory(group=True), VenueFactory()
    first, second = UserFactory(facilitator=True), UserFactory(facilitator=True)
    form = planned(version, venue, first, second)

    assert form.is_valid(), form.errors
    assert form.choices_made() == {
        "programme_version": version,
        "district": venue.district,
        "venue": venue,
        "name": "Orchard Tuesdays",
        "weekday": 1,
        "start_time": dt.time(18, 0),
        "starts_on": dt.date(2027, 1, 12),
        "facilitators": [first, second],
    }


@pytest.mark.parametrize("group", [True, False])
def test_only_a_group_needs_a_weekly_time(group):
    version = ProgrammeVersionFactory(**({"group": True} if group else {}))
    form = planned(version, VenueFactory(), UserFactory(facilitator=True), start_time="")

    assert form.is_valid() == (not group)
    if group:
        assert form.errors == {"start_time": ["Select a start time"]}
    else:
        assert form.choices_made()["start_time"] is None


def test_only_facilitators_and_venues_in_use_are_offered():
    coordinator = UserFactory(coordinator=True)
    closed = VenueFactory(is_active=False)
    form = planned(ProgrammeVersionFactory(), closed, coordinator)

    assert set(form.errors) >= {"venue", "first_facilitator"}


@pytest.mark.parametrize("may_override", [True, False])
def test_only_a_manager_overrides_the_mix_and_with_a_reason(may_override):
    empty = PlaceForm({"override": " "}, may_override=may_override)

    assert empty.is_valid() == (not may_override)
    assert PlaceForm({"override": "No other group"}, may_override=may_override).is_valid()


def test_access_is_offered_to_those_who_deliver():
    visitor, facilitator = UserFactory(co_facilitator=True), UserFactory(facilitator=True)
    auditor = UserFactory(auditor=True)
    form = AccessForm(
        {
            "colleague": visitor.pk,
            **day("starts_on", dt.date(2027, 1, 12)),
            **day("ends_on", dt.date(2027, 1, 19)),
            "reason": "Delivers with us",
        }
    )

    offered = {key for key, _ in form.fields["colleague"].choices}
    assert {str(visitor.pk), str(facilitator.pk)} <= offered
    assert str(auditor.pk) not in offered
    assert form.is_valid(), form.errors
    assert form.choices_made() == {
        "user": visitor,
        "starts_on": dt.date(2027, 1, 12),
        "ends_on": dt.date(2027, 1, 19),
        "reason": "Delivers with us",
    }
