"""The address of a part of the waiting list, and the way back to it from a page that it opened."""

import pytest

from referrals.admin.waiting_address import CONTACT, WhichWaiting, way_back

LIST = "/admin/cohorts/cohort/waiting/"


def test_an_address_says_which_part_it_is():
    which = WhichWaiting(programme="cobi", district="dover", show=CONTACT)
    assert WhichWaiting.read(which.params()) == which
    assert which.url() == f"{LIST}?programme=cobi&district=dover&show=contact"
    assert WhichWaiting().url() == LIST


@pytest.mark.parametrize("value", ["", "//example.org", "a b", "x" * 61, "UPPER", "a&show=contact"])
def test_a_value_that_is_no_code_is_ignored(value):
    assert (
        WhichWaiting.read({"programme": value, "district": value, "show": value}) == WhichWaiting()
    )


def test_only_a_page_that_the_list_opened_leads_back_to_it():
    which = WhichWaiting(district="dover")
    assert which.from_here() == "?from=waiting&district=dover"
    assert way_back({"from": "waiting", "district": "dover"}) == f"{LIST}?district=dover"
    assert way_back({"from": "https://example.org", "district": "dover"}) == ""
    assert way_back({}) == ""
