"""What a referrer is asked about other people: a result for each assessment, every district."""

import pytest

from referrals.forms.base import ELSEWHERE
from referrals.forms.their_people import ALONE, TOOLS, HarmedPersonForm, RiskForm
from tests.factories.forms import post

RISK = {"dash_grade": "none", "meetings": ["none"]}


@pytest.mark.parametrize("tool", [value for value, _ in TOOLS if value not in ALONE])
def test_a_stalking_assessment_needs_its_result(setting, tool):
    without = RiskForm(post(RISK | {"stalking_tools": [tool]}), setting=setting)
    result = {"stalking_tools": [tool], "stalking_result": "High, 3 May 2026"}
    with_result = RiskForm(post(RISK | result), setting=setting)

    assert "stalking_result" in without.errors
    assert "stalking_result" not in with_result.errors


@pytest.mark.parametrize("answer", ALONE)
def test_without_an_assessment_there_is_no_result_to_give(setting, answer):
    form = RiskForm(post(RISK | {"stalking_tools": [answer]}), setting=setting)

    assert "stalking_result" not in form.errors


def test_the_person_harmed_may_live_in_any_district_or_elsewhere(setting):
    choices = dict(HarmedPersonForm(setting=setting).fields["harmed_district"].choices)

    assert set(choices) == {"", ELSEWHERE, "not_known", *dict(setting.districts)}
