"""Counts on the first page stop early and say so."""

import pytest

from referral_portal.accounts.models import User
from referral_portal.accounts.work import capped, many
from tests.factories.accounts import UserFactory


@pytest.mark.parametrize(("found", "words"), [(0, "0"), (25, "25"), (26, "25+")])
def test_more_than_the_most_reads_as_more(found, words):
    assert many(found) == words


@pytest.mark.sqlite
@pytest.mark.django_db
def test_a_count_stops_at_its_limit():
    UserFactory.create_batch(3)

    assert [capped(User.objects.all(), most) for most in (2, 3)] == ["2+", "3"]
