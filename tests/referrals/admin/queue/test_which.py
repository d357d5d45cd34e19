"""Which list an address asks for: every filter, the order and the place, and nothing else."""

from dataclasses import fields, replace

import pytest
from django.http import QueryDict

from referrals.admin.queue.which import (
    ACTIVE,
    ALL,
    LONGEST,
    MINE,
    ON_PAUSE,
    OPEN,
    WhichList,
    sorts_of,
)
from referrals.enums import FINAL, RANKED, Status

FULL = WhichList(
    status="awaiting_triage", route="self", pathway="stalking", district="swale", danger="1",
    who="nobody", overdue="1", named="1", counts="1", sort="-due", after="2026-12-01T10:00:00+00:00~0f",
)  # fmt: skip


def test_an_address_says_everything_about_a_list():
    missing = {field.name for field in fields(FULL) if not getattr(FULL, field.name)}
    assert missing == {"before"}

    assert WhichList.read(QueryDict(FULL.query().lstrip("?"))) == FULL
    assert WhichList.unpack(FULL.packed()) == FULL
    assert WhichList.read(FULL.kept()) == FULL.first_page()


def test_the_start_of_the_queue_needs_no_parameter():
    assert WhichList().query() == WhichList().packed() == ""
    assert WhichList.unpack("") == WhichList()


@pytest.mark.parametrize(
    "given",
    [
        {"status": "x"},
        {"route": "both"},
        {"danger": "4"},
        {"overdue": "yes"},
        {"district": "Robert'); --"},
        {"district": "//example.org"},
        {"sort": "participant__name"},
        {"sort": "-"},
        {"after": "x y"},
        {"before": "9" * 201},
        {"q": "Canary"},
    ],
)
def test_what_no_list_offers_is_ignored(given):
    assert WhichList.read(given) == WhichList()


def test_a_list_only_knows_the_districts_that_exist():
    assert WhichList.read({"district": "swale"}).district == "swale"
    assert WhichList.read({"district": "swale"}, {"dover"}).district == ""


def test_a_list_that_is_too_long_to_be_ours_is_the_queue():
    text = FULL.packed()
    assert WhichList.unpack(text + "&x=" + "y" * LONGEST) == WhichList()


@pytest.mark.parametrize(
    ("status", "statuses"),
    [
        (OPEN, RANKED),
        (ON_PAUSE, (Status.ON_HOLD, Status.SUSPENDED)),
        (ALL, ()),
        ("declined", (Status.DECLINED,)),
        (ACTIVE, tuple(status for status in Status if status not in FINAL)),
    ],
)
def test_a_choice_stands_for_its_statuses(status, statuses):
    which = WhichList(status=status)
    assert which.statuses == statuses
    assert which.is_ranked == (status == OPEN)


def test_only_what_has_to_be_decided_has_a_date_for_the_decision():
    assert "due" in sorts_of(WhichList())
    assert "due" not in sorts_of(WhichList(status=ALL))
    assert WhichList.read({"status": ALL, "sort": "due"}).sort == ""


@pytest.mark.parametrize("status", [ON_PAUSE, Status.ON_HOLD, Status.SUSPENDED])
def test_what_is_on_hold_is_in_the_order_of_its_review_dates(status):
    which = WhichList(status=status)
    assert which.order == replace(which, who=MINE).order == ("review_on", "id")
    assert replace(which, sort="-review").order == ("-review_on", "-id")
    assert "due" not in sorts_of(which)
    assert "review" not in sorts_of(WhichList())


def test_every_order_ends_with_a_unique_column_and_goes_both_ways():
    for status in (OPEN, ALL, ON_PAUSE):
        sorts = sorts_of(WhichList(status=status))
        assert {columns[-1].removeprefix("-") for columns in sorts.values()} <= {"id", "reference"}
        for sort, columns in sorts.items():
            if sort and not sort.startswith("-"):
                assert sorts[f"-{sort}"] == tuple(f"-{column}" for column in columns)


def test_an_order_that_fewer_statuses_do_not_have_is_the_usual_one():
    due = WhichList(sort="due")
    assert replace(due, status="on_hold").order == WhichList("on_hold").order


def test_another_order_begins_at_the_first_page():
    assert FULL.sorted_by("received").params() == FULL.kept() | {"sort": "received"}


def test_names_sort_a_list_only_where_an_index_does_or_the_list_is_short():
    """Several statuses together have no index by name."""
    for status in (OPEN, ALL, "declined"):
        assert "name" in sorts_of(WhichList(status))
    for status in (ACTIVE, ON_PAUSE):
        assert "name" not in sorts_of(WhichList(status))
        assert "name" in sorts_of(WhichList(status, who=MINE))


def test_what_a_user_has_begins_with_the_most_urgent_danger():
    assert WhichList(ACTIVE, who=MINE).order[0] == "danger_level"
    assert WhichList(ACTIVE).order[0] == "submitted_at"


def test_the_filters_of_a_list_are_not_its_order_or_place():
    assert FULL.filters().keys() & {"sort", "counts", "after", "before"} == set()
    assert FULL.sorted_by("").filters() == FULL.filters()
