"""Answers with a cause look like answers without: held as often, at the same moments, in the same words."""

import datetime as dt
from dataclasses import replace

import pytest

from tests.proofs.twins.answering import Dressing, run
from tests.proofs.twins.dressing import Group, chance, faults

MOMENTS = (dt.time(9), dt.time(12))
NOON = dt.datetime(2026, 12, 1, 12, 0, tzinfo=dt.UTC)
GROUP = Group("answers", 25, 100, frozenset({NOON}), frozenset({"told first"}))


@pytest.mark.django_db(databases=["default", "safeguarding"])
def test_the_dressing_is_worn_and_a_missing_part_is_seen():
    # A large share shows in few answers; the product's own is held against by ./dev prove twins.
    declared = Dressing(share=0.3, rearrange=0.1, moments=MOMENTS, least_hours=4)
    held = run(declared=declared, messages=40, people=3)
    assert held.answers > 100
    assert not held.found
    missed = [name for name, was in held.controls.items() if not was]
    assert len(held.controls) == 3
    assert not missed, f"Taken off on purpose and not seen: {missed}"


def test_a_share_as_declared_is_no_fault():
    assert faults(GROUP, replace(GROUP, held=31), share=0.25, moments=MOMENTS) == []


@pytest.mark.parametrize(
    ("changes", "sign"),
    [
        ({"held": 0}, "declared is 25%"),
        ({"held": 50}, "but 50 of 100"),
        ({"moments": frozenset({NOON + dt.timedelta(minutes=7)})}, "outside the moments"),
        ({"sentences": frozenset({"told first", "not applicable"})}, "not applicable"),
    ],
)
def test_every_part_of_the_dressing_is_held_against(changes, sign):
    assert sign in " ".join(faults(GROUP, replace(GROUP, **changes), share=0.25, moments=MOMENTS))


def test_the_chance_is_exact():
    assert chance(0, 10, 0.5) == pytest.approx(2 / 1024)
    assert chance(5, 10, 0.5) == pytest.approx(1)
    assert chance(0, 400, 0.03) < 1e-4
