"""Programmes and their roll-outs: constraints, and a line in words."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from programmes.models import District, RollOut
from tests.factories.programmes import (
    RollOutFactory,
)

pytestmark = pytest.mark.django_db


def test_a_roll_out_starts_with_a_month():
    with pytest.raises(IntegrityError), transaction.atomic():
        RollOutFactory(starts_on=dt.date(2017, 2, 2))


@pytest.mark.parametrize(
    ("starts_on", "finishes", "words"),
    [
        (None, "", "Maidstone: first group"),
        (dt.date(2027, 5, 1), "", "Maidstone: first group, from May 2027"),
        (None, "mid-December", "Maidstone: first group, until mid-December"),
        (dt.date(2027, 5, 1), "June", "Maidstone: first group, from May 2027, until June"),
    ],
)
def test_a_roll_out_is_one_line_in_words(starts_on, finishes, words):
    roll_out = RollOut(
        district=District(name="Maidstone"),
        label="First group",
        starts_on=starts_on,
        finishes=finishes,
    )

    assert roll_out.in_words == words
