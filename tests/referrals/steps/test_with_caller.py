"""The form with a caller: the participant's own form, and one page about reading the agreement out."""

import pytest

from referrals.enums import Route
from referrals.steps import FORMS
from referrals.steps.with_caller import CALLER_FORMS, READ_OUT, find_caller_form


def test_each_self_referral_has_an_edition_with_a_caller_and_no_other_form_has():
    own = [form for form in FORMS if form.route == Route.SELF]
    assert [form.topic for form in CALLER_FORMS] == [form.topic for form in own]
    assert {form.route for form in CALLER_FORMS} == {Route.SELF}
    assert not {form.key for form in CALLER_FORMS} & {form.key for form in FORMS}


@pytest.mark.parametrize("form", CALLER_FORMS, ids=lambda form: form.topic)
def test_it_asks_the_same_pages_and_one_more_after_the_agreement(form):
    own = next(one for one in FORMS if (one.topic, one.route) == (form.topic, Route.SELF))
    asked = list(form.steps)
    assert [step for step in asked if step is not READ_OUT] == list(own.steps)
    slugs = [step.slug for step in asked]
    assert slugs.index("read-out") == slugs.index("others-we-ask") + 1


def test_a_topic_without_a_form_has_none():
    assert find_caller_form("parking") is None
