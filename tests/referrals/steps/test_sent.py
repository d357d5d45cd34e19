"""A form as it was sent: its pages in words, and which pages were sealed."""

import pytest

from referrals.enums import Route
from referrals.models import Referral
from referrals.steps import find_form
from referrals.steps.sent import pages_of, sealed_titles, steps_of

FORM = find_form("domestic-abuse", Route.AGENCY)


def sent(answers, **fields) -> Referral:
    return Referral(pathway=FORM.pathway, route=FORM.route, answers=answers, **fields)


def test_what_was_stored_is_shown_and_not_todays_words():
    stored = [{"slug": "x", "title": "Of that day", "rows": []}]
    assert pages_of(sent({}, as_sent=stored)) == stored


def test_the_sealed_pages_are_those_that_the_form_asked():
    sealed = [step for step in steps_of(sent({})) if step.part]
    asked = [step.title for step in sealed if step.applies_when({})]

    assert sealed_titles(sent({})) == asked
    assert asked


@pytest.mark.parametrize("pathway", ["no-such-form", ""])
def test_a_form_that_no_longer_exists_has_no_steps(pathway):
    referral = sent({})
    referral.pathway = pathway
    assert steps_of(referral) == []
    assert sealed_titles(referral) == []
