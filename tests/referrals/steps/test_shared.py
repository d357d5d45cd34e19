"""When the pages that the forms share are asked."""

import pytest

from referrals.steps.shared import agrees_to_sharing, doubts_responsibility, has_agreed, says_who


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ({"accepts": "yes"}, False), ({"accepts": "partly"}, False), ({}, False),
        ({"accepts": "not_sure"}, True), ({"accepts": "no"}, True),
    ],
)  # fmt: skip
def test_a_better_way_is_asked_about_where_responsibility_is_in_doubt(given, asked):
    assert doubts_responsibility(given) == asked


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ({}, True), ({"accepts": "yes", "behaviours": ["hurt"], "told": "x"}, True),
        ({"accepts": "not_sure"}, True), ({"accepts": "no"}, False),
        ({"accepts": "by_phone"}, False), ({"accepts": "yes", "told": "by_phone"}, False),
        ({"accepts": "yes", "behaviours": ["by_phone"]}, False),
        ({"accepts": "yes", "behaviours": None}, True),
    ],
)  # fmt: skip
def test_who_was_hurt_is_not_asked_after_no_and_after_on_the_phone(given, asked):
    assert says_who(given) == asked


@pytest.mark.parametrize(
    ("given", "agreed", "shares"),
    [
        ({}, False, False),
        ({"agreed_how": "signed"}, True, False),
        ({"agreed_how": "verbal", "agrees_sharing": True}, True, True),
        ({"agreed_how": "verbal", "agrees_sharing": False}, True, False),
        ({"agreed_how": "no", "agrees_sharing": True}, False, False),
    ],
)
def test_what_a_person_understands_belongs_to_a_yes(given, agreed, shares):
    assert (has_agreed(given), agrees_to_sharing(given)) == (agreed, shares)
