"""The catalogue's rows: constraints that speak English, and words made from figures."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests.factories.programmes import (
    FundingPeriodFactory,
    ProgrammeVersionFactory,
    VenueFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("capacity", [0, 13])
def test_a_cohort_has_between_one_and_twelve_places(capacity):
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgrammeVersionFactory(group=True, capacity=capacity, draft=True)

    draft = ProgrammeVersionFactory(group=True, draft=True)
    draft.capacity = capacity
    with pytest.raises(ValidationError, match="between 1 and 12 places"):
        draft.full_clean()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"capacity": 2}, "one place"),
        ({"session_count": 0}, "start at 1"),
        ({"max_minutes": 60}, "shorter than the planned"),
        ({"facilitator_qualifications": ["plumber"]}, "Enter a list of codes"),
        ({"facilitator_qualifications": {"psychology": 1}}, "Enter a list of codes"),
    ],
)
def test_a_version_that_makes_no_sense_is_refused_in_words(changes, words):
    draft = ProgrammeVersionFactory(draft=True)
    for name, value in changes.items():
        setattr(draft, name, value)

    with pytest.raises(ValidationError, match=words):
        draft.full_clean()


def test_a_programme_has_each_number_once():
    version = ProgrammeVersionFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        ProgrammeVersionFactory(programme=version.programme, number=1, draft=True)


def test_funding_does_not_end_before_it_starts():
    with pytest.raises(IntegrityError), transaction.atomic():
        FundingPeriodFactory(ends_on=dt.date(2026, 8, 31))


@pytest.mark.parametrize(
    ("minutes", "longest", "words"),
    [
        (150, 150, "up to 2.5 hours"),
        (60, 60, "up to 60 minutes"),
        (100, 100, "up to 100 minutes"),
        # What we plan with is no fact of the documents, so the pages do not say it.
        (120, None, ""),
    ],
)
def test_the_length_of_a_session_in_words(minutes, longest, words):
    version = ProgrammeVersionFactory.build(session_minutes=minutes, max_minutes=longest)

    assert version.session_length == words


def test_the_address_of_a_venue_has_no_empty_line():
    assert VenueFactory.build().address == "1 Example Street, Maidstone, ME14 0AA"
