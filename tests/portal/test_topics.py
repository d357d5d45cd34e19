"""The words that say what the service is about are found as words, and anywhere in an address."""

import pytest

from referral_portal.topics import topics_in, topics_in_address


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Healthy Relationships Kent and Medway", ["Relationships"]),
        ("COBI, A Stalking Intervention", ["Stalking"]),
        ("Domestic Abuse 1:1", ["Domestic", "Abuse"]),
        ("An update from us: KM-7F3K-9Q2D", []),
        ("Your pharmacy", []),
    ],
)
def test_words(text, found):
    assert topics_in(text) == found


def test_an_address_hides_them_inside_longer_words():
    assert topics_in_address("no-reply@antistalking.example") == ["stalk"]
    assert topics_in_address("no-reply@example.org") == []
