"""A run that misses a target says so; the benchmark itself is run by hand."""

from dataclasses import replace

import pytest

from benchmarks.copying import _text
from benchmarks.measuring import Timing
from benchmarks.pages import EMPTY, QUEUE, SEARCH, STOCK_QUEUE, STOCK_SEARCH
from benchmarks.report import Run

STOCK = Timing(median=50, p95=90, per_second=20, requests=100)
FAST = replace(STOCK, per_second=101)
GOOD = Run(
    about={},
    few=100,
    queries_few={QUEUE: 7, SEARCH: 5, STOCK_QUEUE: 8},
    queries_all={QUEUE: 7, SEARCH: 5, STOCK_QUEUE: 90},
    timings={
        EMPTY: FAST,
        QUEUE: FAST,
        SEARCH: FAST,
        STOCK_QUEUE: STOCK,
        STOCK_SEARCH: STOCK,
    },
    megabytes=90,
)


def test_a_good_run_misses_nothing_and_forgives_the_stock_admin_its_queries():
    assert GOOD.missed() == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"timings": GOOD.timings | {QUEUE: replace(STOCK, per_second=99)}}, "queue reaches 4.95"),
        ({"timings": GOOD.timings | {SEARCH: STOCK}}, "name search reaches 1.00"),
        ({"queries_all": GOOD.queries_all | {QUEUE: 32}}, "queue makes 7 queries with 100"),
        ({"megabytes": 200}, "A web process holds 200 MB"),
    ],
    ids=["slow queue", "slow search", "a query a row", "too much memory"],
)
def test_a_target_that_is_missed_is_named(change, words):
    missed = replace(GOOD, **change).missed()

    assert len(missed) == 1
    assert missed[0].startswith(words)


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
