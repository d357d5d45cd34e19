"""Answers: stored, replayed, and in words."""

import pytest
from django.utils.datastructures import MultiValueDict

from referrals.forms.contact import ContactForm, NameForm
from referrals.forms.courts import SentenceForm
from referrals.forms.suitability import BirthForm
from referrals.forms.their_behaviour import AccountForm
from referrals.steps import FORMS, answers
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


def test_the_real_number_of_characters_is_reported_even_if_only_the_beginning_is_kept(
    setting, monkeypatch
):
    monkeypatch.setattr(answers, "LONGEST_TYPED", 2000)
    sent = post({"own_words": "x" * 100_000, "how_often": "once"})

    kept = MultiValueDict(answers.typed(AccountForm, sent))
    form = AccountForm(data=kept, setting=setting)

    assert len(kept["own_words"]) == 2000
    assert form.errors["own_words"] == [
        "Your answer to “What have they done?” must be 1,500 characters or fewer. It has 100,000."
    ]


def test_everything_typed_is_kept_beside_its_error(setting):
    sent = post({"own_words": "x" * 100_000, "last_incident_on-day": "31"})

    kept = answers.typed(AccountForm, sent)

    assert kept == {"own_words": ["x" * 100_000], "last_incident_on-day": ["31"]}


def test_an_answer_that_was_asked_about_is_not_asked_about_again_on_check(setting):
    sent = {"phone": "", "email": "sam@gmail.con", "email-asked": "sam@gmail.con"}
    form = ContactForm(data=post(sent), setting=setting)
    assert form.is_valid()

    again = ContactForm(data=to_post(ContactForm, to_json(form.cleaned_data)), setting=setting)

    assert again.is_valid(), again.errors


def test_an_unusual_age_is_not_asked_about_again_on_check(setting):
    day = {"born_on-day": "1", "born_on-month": "2", "born_on-year": "2012"}
    assert not BirthForm(data=post(day), setting=setting).is_valid()
    form = BirthForm(data=post(day | {"born_on-asked": "2012-02-01"}), setting=setting)
    assert form.is_valid()

    again = BirthForm(data=to_post(BirthForm, to_json(form.cleaned_data)), setting=setting)

    assert again.is_valid(), again.errors
