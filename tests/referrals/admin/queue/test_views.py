"""The lists under a name, each of which is a set of filters that the page offers."""

from referrals.admin.queue.views import VIEWS, view_links
from referrals.admin.queue.which import WhichList


def test_every_view_is_a_list_that_an_address_can_ask_for():
    for _, view in VIEWS:
        assert WhichList.read(view.params()) == view


def test_the_view_that_is_shown_is_marked_in_any_order_and_on_any_page():
    overdue = WhichList(overdue="1", sort="-received", after="x", counts="1")

    marked = [link["text"] for link in view_links(overdue, {}) if link["is_current"]]

    assert marked == ["Overdue"]
    assert not any(link["is_current"] for link in view_links(WhichList(route="self"), {}))


def test_a_view_keeps_the_numbers_shown_and_leads_to_its_first_page():
    links = {link["text"]: link for link in view_links(WhichList(counts="1"), {"Mine": "7"})}

    assert links["Mine"]["count"] == "7"
    assert links["Queue"]["query"] == "?counts=1"
    assert "after" not in links["Overdue"]["query"]
