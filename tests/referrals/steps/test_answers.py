"""Answers: stored, replayed, and in words."""

import pytest

from referrals.forms.contact import ContactForm, NameForm
from referrals.forms.courts import SentenceForm
from referrals.steps import FORMS
from referrals.steps.answers import in_words, part_of, to_json, to_post
from tests.factories.forms import post
from tests.factories.referrals import PAGES


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.key)
def test_stored_answers_can_be_replayed(form, setting):
    pages = PAGES[form.topic, form.route]
    for step in form.steps:
        if step.slug not in pages:
            continue
        sent = step.form(setting, data=post(pages[step.slug]))
        assert sent.is_valid(), (step.slug, sent.errors)
        stored = to_json(sent.cleaned_data)
        again = step.form(setting, data=to_post(step.form_class, stored))
        assert again.is_valid(), (step.slug, again.errors)
        assert to_json(again.cleaned_data) == stored


def test_answers_in_words(setting):
    form = SentenceForm(
        data=post({"sentence": ["licence", "custody"], "sentence_expected": "maybe"}),
        setting=setting,
    )
    assert form.is_valid()

    assert in_words(form.fields["sentence"], ["licence", "custody"]) == "On licence\nIn custody"
    assert in_words(form.fields["sentence_on"], "2027-02-03") == "3 February 2027"
    assert in_words(form.fields["sentence_on"], None) == ""
    assert in_words(ContactForm.base_fields["may_leave_message"], False) == "No"


def test_a_part_holds_the_questions_in_words(setting):
    form = NameForm(data={"name": "Invented", "known_as": ""}, setting=setting)
    assert form.is_valid()

    assert part_of("Your name", form) == {
        "page": "Your name",
        "answers": [{"name": "name", "label": "Full name", "value": "Invented"}],
    }
