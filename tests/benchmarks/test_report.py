"""A run that misses a target says so; the benchmark itself is run by hand."""

from dataclasses import replace

import pytest

from benchmarks.asking import Target
from benchmarks.copying import _text
from benchmarks.measuring import Timing
from benchmarks.pages import EMPTY, STOCK_QUEUE, STOCK_SEARCH
from benchmarks.report import Run

QUEUE, SEARCH, CASE = "queue", "search name", "one referral"
STOCK = Timing(median=50, p95=90, per_second=4, requests=100)
FAST = replace(STOCK, per_second=101)
TARGETS = {
    EMPTY: Target.BASELINE,
    QUEUE: Target.LIST,
    SEARCH: Target.SEARCH,
    CASE: Target.CASE,
    STOCK_QUEUE: Target.BASELINE,
    STOCK_SEARCH: Target.BASELINE,
}
QUERIES = dict.fromkeys(TARGETS, 7)
GOOD = Run(
    about={},
    load_seconds=1100,
    few=1000,
    queries_few=QUERIES | {STOCK_QUEUE: 8},
    queries_all=QUERIES | {STOCK_QUEUE: 90},
    timings=dict.fromkeys(TARGETS, FAST) | {STOCK_QUEUE: STOCK, STOCK_SEARCH: STOCK},
    megabytes=90,
    targets=TARGETS,
    at_once=dict.fromkeys((QUEUE, SEARCH, CASE), FAST),
)


def with_speed(page: str, per_second: float) -> dict:
    return {"timings": GOOD.timings | {page: replace(FAST, per_second=per_second)}}


def test_a_good_run_misses_nothing_and_forgives_the_stock_admin_its_queries():
    assert GOOD.missed() == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (with_speed(QUEUE, 99), "queue reaches 24.8 times the stock admin, not 25."),
        (with_speed(SEARCH, 99), "search name reaches 24.8 times the stock admin"),
        (with_speed(EMPTY, 304), "queue reaches 0.332 of the empty view, not 0.333."),
        (with_speed(CASE, 20), "one referral reaches 0.198 of the empty view, not 0.200."),
        ({"queries_all": QUERIES | {QUEUE: 32}}, "queue makes 7 queries with 1000"),
        ({"at_once": {CASE: replace(FAST, p95=150)}}, "one referral takes 150 ms at p95 with 4"),
        ({"load_seconds": 1200}, "Loading took 20 minutes"),
        ({"megabytes": 200}, "A web process holds 200 MB"),
    ],
    ids=[
        "stock list",
        "stock search",
        "a third",
        "a fifth",
        "a query a row",
        "users wait",
        "slow loading",
        "too much memory",
    ],
)
def test_a_target_that_is_missed_is_named(change, words):
    missed = replace(GOOD, **change).missed()

    assert missed[0].startswith(words)


def test_a_slow_referral_page_is_compared_with_nothing_else():
    assert len(replace(GOOD, **with_speed(CASE, 20)).missed()) == 1


@pytest.mark.parametrize(
    ("value", "line"),
    [
        (None, "\\N"),
        ("", ""),
        ("a\tb\nc\\d", "a\\tb\\nc\\\\d"),
        (b"\x00\xff", "\\\\x00ff"),
        (7, "7"),
    ],
    ids=["null", "empty", "escapes", "bytes", "number"],
)
def test_a_value_is_written_as_postgresql_reads_it(value, line):
    assert _text(value) == line
