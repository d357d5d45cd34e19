"""Small counts stay hidden, even from a reader who subtracts."""

from hypothesis import given
from hypothesis import strategies as st

from referrals.figures import disclose

LIMIT = 5


def shown(*counts):
    figures, total = disclose([(str(n), count) for n, count in enumerate(counts)], limit=LIMIT)
    return [figure.shown for figure in figures], total


def test_large_counts_and_zero_are_given():
    assert shown(5, 0, 30) == (["5", "0", "30"], "35")


def test_a_small_count_takes_the_next_smallest_with_it():
    assert shown(3, 8, 20) == (["fewer than 5", "not shown", "20"], "31")


def test_small_counts_that_sum_to_a_small_number_take_another_with_them():
    assert shown(1, 1, 8, 20) == (["fewer than 5", "fewer than 5", "not shown", "20"], "30")


def test_several_small_counts_hide_each_other():
    assert shown(3, 4, 20) == (["fewer than 5", "fewer than 5", "20"], "27")


def test_a_small_total_is_hidden_too():
    assert shown(1, 2) == (["fewer than 5", "fewer than 5"], "fewer than 5")
    assert shown() == ([], "0")


@given(st.lists(st.integers(0, 40), max_size=8))
def test_no_small_count_can_be_worked_out(counts):
    rows, total = shown(*counts)

    hidden = [count for count, text in zip(counts, rows, strict=True) if not text.isdigit()]
    assert all(count == 0 or count >= LIMIT for count, text in zip(counts, rows, strict=True)
               if text.isdigit())  # fmt: skip
    if total.isdigit() and hidden:
        assert len(hidden) > 1
        assert sum(hidden) >= LIMIT
