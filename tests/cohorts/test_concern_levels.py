"""The level of a concern follows from its answers, and no answer that is missing counts as safe."""

from itertools import combinations, product

import pytest

from cohorts.concern_levels import AtRisk, ConcernLevel, Imminence, Part, Weapon, level_of

CALM = {"imminence": "not_expected", "weapon": "no", "who": ["partner"], "parts": ["none"]}
PARTS = [part for part in Part if part != Part.NONE]


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        # "Now, knife, left ten minutes ago."
        ({"imminence": "now", "weapon": "yes", "parts": ["angry"]}, 0),
        ({"imminence": "now"}, 0),
        ({"parts": ["on_the_way"]}, 0),
        ({"parts": ["kill"], "weapon": "yes"}, 0),
        ({"parts": ["kill"], "weapon": "not_known"}, 0),
        ({"parts": ["kill", "suicide"]}, 0),
        ({"parts": ["suicide"], "weapon": "yes"}, 0),
        ({"imminence": "day", "weapon": "yes"}, 0),
        ({"imminence": "unclear", "weapon": "yes"}, 0),
        ({"imminence": "day", "who": ["child"]}, 0),
        ({"parts": ["kill"]}, 1),
        ({"parts": ["strangled"]}, 1),
        ({"parts": ["suicide"]}, 1),
        ({"parts": ["stalking"]}, 1),
        ({"parts": ["order"]}, 1),
        ({"parts": ["separation"]}, 1),
        ({"parts": ["worse"]}, 1),
        ({"weapon": "yes"}, 1),
        ({"imminence": "day"}, 1),
        ({"imminence": "days"}, 2),
        ({"parts": ["angry"]}, 2),
        ({"parts": ["drinking"]}, 2),
        ({"parts": ["new_partner"]}, 2),
        ({"who": ["child"]}, 2),
        ({}, 3),
    ],
)
def test_a_concern_of_each_level(changes, level):
    assert level_of(CALM | changes) == level


@pytest.mark.parametrize("name", CALM)
@pytest.mark.parametrize(
    "unknown", [None, "not_known", ["not_known"], "unclear", "yet another", []]
)
def test_an_answer_that_is_not_known_is_never_for_information_only(name, unknown):
    assert level_of(CALM | {name: unknown}) < ConcernLevel.INFORMATION
    assert level_of({key: value for key, value in CALM.items() if key != name}) < 3


def test_nothing_answered_is_high():
    assert level_of({}) == ConcernLevel.HIGH


def every():
    """Every answer to the three closed questions, with up to two parts."""
    parts = [["none"], *([one] for one in PARTS), *map(list, combinations(PARTS, 2))]
    for when, weapon, who, part in product(Imminence, Weapon, AtRisk, parts):
        yield {"imminence": when, "weapon": weapon, "who": [who], "parts": part}


def test_no_further_answer_lowers_a_level():
    for answers in every():
        level = level_of(answers)
        assert level_of(answers | {"imminence": Imminence.NOW}) <= level
        assert level_of(answers | {"weapon": Weapon.YES}) <= level
        for who in AtRisk:
            assert level_of(answers | {"who": [*answers["who"], who]}) <= level, (answers, who)
        for part in PARTS:
            assert level_of(answers | {"parts": [*answers["parts"], part]}) <= level, answers


def test_not_known_is_never_less_urgent_than_the_safe_answer():
    for answers in every():
        safe = level_of(answers | {"weapon": Weapon.NO})
        assert level_of(answers | {"weapon": Weapon.NOT_KNOWN}) <= safe
        calm = level_of(answers | {"imminence": Imminence.NOT_EXPECTED})
        assert level_of(answers | {"imminence": Imminence.UNCLEAR}) <= calm
