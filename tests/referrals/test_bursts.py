"""When very many forms are a burst, and which of them say the same."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from referrals.bursts import Burst, bursts_in, content_of, shared_by_most
from tests.factories.desk import NOW

HOUR = dt.timedelta(hours=1)


def at(*minutes: float) -> list[dt.datetime]:
    return [NOW + dt.timedelta(minutes=one) for one in minutes]


def found(*minutes: float, most: int = 3) -> list[Burst]:
    return bursts_in(at(*minutes), most=most, within=HOUR)


def test_so_many_within_the_time_are_a_burst_and_one_fewer_is_none():
    assert found(0, 30, 60) == [Burst(*at(0, 60), 3)]
    assert found(0, 30, 61) == []
    assert found(0, 30) == []


def test_a_burst_goes_on_while_forms_come_and_a_pause_begins_another():
    first, second = found(0, 1, 2, 50, 61, 300, 301, 302)
    assert (first.start, first.end, first.count) == (*at(0, 61), 5)
    assert (second.start, second.end, second.count) == (*at(300, 302), 3)


@settings(max_examples=60)
@given(st.lists(st.integers(0, 600), max_size=25), st.integers(1, 6))
def test_a_form_is_in_a_burst_exactly_when_so_many_are_near_it(minutes, most):
    moments = at(*minutes)
    inside = {
        moment
        for burst in bursts_in(moments, most=most, within=HOUR)
        for moment in moments
        if burst.start <= moment <= burst.end
    }
    near = {
        moment
        for moment in moments
        if any(
            start <= moment <= start + HOUR
            and sum(start <= other <= start + HOUR for other in moments) >= most
            for start in moments
        )
    }
    assert inside == near


def test_forms_say_the_same_when_they_differ_only_in_who_they_are_about():
    first = {"name": {"name": "Ann Invented"}, "words": {"own_words": "Same", "asks": ["b", "a"]}}
    other = {"words": {"asks": ["b", "a"], "own_words": "Same"}, "name": {"name": "Bo Example"}}
    assert content_of(first) == content_of(other)
    for words in ("same", "Same ", "Same, and I will kill her"):
        changed = other | {"words": {"asks": ["b", "a"], "own_words": words}}
        assert content_of(first) != content_of(changed)


def test_what_most_forms_share_leaves_out_what_none_gave():
    assert shared_by_most(["", "", "", "07700", "01632", "07700"]) == ("07700", 2)
    assert shared_by_most(["", ""]) == ("", 0)
