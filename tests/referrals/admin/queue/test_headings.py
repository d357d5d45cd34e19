"""The headings: which of them sort the list, and which way a click turns it."""

from referrals.admin.queue.headings import (
    headings_of,
    plain_headings,
    plain_table,
    printed_headings,
    table_of,
)
from referrals.admin.queue.which import ALL, ON_PAUSE, WhichList


def by_text(which):
    """Return the headings of a list by their words."""
    return {heading.text: heading for heading in headings_of(which)}


def test_a_click_sorts_and_a_second_click_turns_the_order_round():
    first = by_text(WhichList(route="self"))["Received"]
    assert (first.url, first.direction) == ("?route=self&sort=received", "")

    second = by_text(WhichList(route="self", sort="received", after="x"))["Received"]
    assert (second.url, second.direction) == ("?route=self&sort=-received", "ascending")

    third = by_text(WhichList(route="self", sort="-received"))["Received"]
    assert (third.url, third.direction) == ("?route=self&sort=received", "descending")


def test_only_columns_with_an_index_sort():
    assert {text for text, heading in by_text(WhichList()).items() if heading.url} == {
        "Reference",
        "Name",
        "Received",
        "Decide by",
    }
    assert by_text(WhichList(status=ALL))["Decide by"].url == ""


def test_a_list_on_hold_shows_review_dates():
    assert "sort=review" in by_text(WhichList(status=ON_PAUSE))["Review date"].url
    assert "Decide by" in by_text(WhichList(status=ALL))


def test_the_results_of_a_search_do_not_sort():
    assert {heading.url for heading in plain_headings()} == {""}


def test_only_a_list_on_paper_has_no_boxes_to_tick():
    assert plain_headings()[0].is_hidden
    assert headings_of(WhichList())[0].is_hidden
    assert not any(heading.is_hidden for heading in printed_headings())


def test_a_table_stands_around_its_rows():
    before, after = table_of(WhichList(route="self"))

    assert "?route=self&amp;sort=received" in before
    assert before.endswith('<tbody class="govuk-table__body">\n      ')
    assert "</table>" in after
    assert "sort=" not in plain_table().before
