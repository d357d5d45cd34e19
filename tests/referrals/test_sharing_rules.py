"""Work is shared out by qualification, then by least load."""

import uuid

from hypothesis import given
from hypothesis import strategies as st

from referrals.sharing_rules import Colleague, Need, fits, share

CODES = ("stalking", "da_officer")
NOTHING = frozenset()
SOME = st.frozensets(st.sampled_from(CODES))


def need(*qualifications, **fields) -> Need:
    return Need(uuid.uuid4(), frozenset(qualifications), **fields)


def colleague(number, *qualifications, load=0) -> Colleague:
    return Colleague(number, frozenset(qualifications), load)


def test_who_fits():
    anna = colleague(1, "stalking")
    assert fits(need(), anna)
    assert fits(need("stalking", "da_officer"), anna)
    assert not fits(need("da_officer"), anna)
    assert not fits(need(held_by=1), anna)
    assert fits(need(held_by=2), anna)
    assert fits(need(only=frozenset({1, 2})), anna)
    assert not fits(need(only=NOTHING), anna)


def test_each_goes_to_the_fitting_one_who_has_the_fewest_by_then():
    team = [colleague(1, load=3), colleague(2, "stalking", load=1), colleague(3, load=2)]
    first, second, third, stalking = need(), need(), need(), need("stalking")
    assert share([first, second, third, stalking], team) == {
        first.id: 2,  # who has 1
        second.id: 2,  # 2 like the third, and named before
        third.id: 3,
        stalking.id: 2,  # the only one who fits, with 3
    }


def test_what_fits_nobody_is_left_out():
    lost, other = need("da_officer"), need()
    assert share([lost, other], [colleague(1)]) == {other.id: 1}
    assert share([other], []) == {}


@given(
    needs=st.lists(st.tuples(SOME, st.none() | st.integers(1, 4)), max_size=12),
    team=st.lists(st.tuples(SOME, st.integers(0, 9)), max_size=4),
)
def test_every_need_that_fits_somebody_is_given_and_the_loads_grow_level(needs, team):
    colleagues = [Colleague(number, *one) for number, one in enumerate(team, 1)]
    asked = [need(*codes, held_by=holder) for codes, holder in needs]

    given_to = share(asked, colleagues)

    by_id = {one.id: one for one in colleagues}
    load = {one.id: one.load for one in colleagues}
    for one in asked:
        fitting = [colleague.id for colleague in colleagues if fits(one, colleague)]
        assert (one.id in given_to) == bool(fitting)
        if fitting:
            assert fits(one, by_id[given_to[one.id]])
            assert load[given_to[one.id]] == min(load[number] for number in fitting)
            load[given_to[one.id]] += 1
