"""The concerns of the demonstration: one of each level, as the answers on the page's form give it."""

import pytest

from cohorts.concern_levels import ConcernLevel
from safeguarding.demo.concerns import CONCERNS
from safeguarding.demo.people import GROUP


@pytest.mark.parametrize(("concern", "level"), [*zip(CONCERNS, ConcernLevel, strict=True)])
def test_the_answers_give_one_concern_of_each_level(concern, level):
    form = concern.form()
    assert form.is_valid(), form.errors
    assert form.level() == level
    assert concern.about in {person.name for person in GROUP}
    # Everything that was written is on the form.
    assert {concern.words, concern.at_risk, concern.done} - {""} <= {
        row["value"] for row in form.answers()
    }
