"""How long it took to tell a person at risk shows nowhere in the portal, and without the moments it would."""

import itertools

import pytest

from tests.proofs.twins.timing import DECIDED, WAYS, looks_after, run


@pytest.mark.django_db(databases=["default", "safeguarding"])
def test_the_time_of_telling_shows_in_no_row_mail_or_page(tmp_path):
    timed = run(asked=12, folder=tmp_path)

    assert not timed.found, "\n".join(str(each) for each in timed.found[:5])
    assert timed.pairs >= len(DECIDED) * 10 * 12
    assert timed.rows > 2_000
    # The decisions have really left, in every way.
    assert timed.sent >= 4
    missed = [name for name, was in timed.controls.items() if not was]
    assert len(timed.controls) == 2
    assert not missed, f"Taken away on purpose and not seen: {missed}"


def test_the_portal_is_looked_at_between_any_two_ways_of_telling():
    for decided in DECIDED:
        looks = looks_after(decided)
        assert looks == sorted(set(looks))
        told = sorted(decided + way.takes for way in WAYS)
        for one, other in itertools.pairwise(told):
            assert any(one < look < other for look in looks)
