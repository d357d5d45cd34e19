"""Every form of both zones: its errors name the question and the limit, and its hints keep to them."""

import copy
import importlib
import re
from collections import defaultdict

import pytest
from django import forms

from referral_portal.common.forms import PortalForm
from referrals.steps import FORMS
from tests import source
from tests.factories.forms import ACCOUNT, TODAY, FixedSetting, post

# Sentences that stand for any question at all.
BARE = {
    "Select an answer", "Enter an answer", "Select yes or no", "This field is required.",
    "Select one of the answers offered", "Enter the date", "Enter a date",
}  # fmt: skip


def form_classes() -> list[type[PortalForm]]:
    """Every form of the product outside the stock admin."""
    for file in source.python_files():
        if "forms" in source.short(file):
            importlib.import_module(source.short(file).removesuffix(".py").replace("/", "."))
    found, waiting = [], [PortalForm]
    while waiting:
        for form in waiting.pop().__subclasses__():
            waiting.append(form)
            if form.__module__.split(".")[0] in source.PACKAGES:
                found.append(form)
    return found


def questions():
    for form in form_classes():
        for name, field in form.base_fields.items():
            if not isinstance(field.widget, forms.HiddenInput):
                yield f"{form.__module__}.{form.__name__}.{name}", copy.deepcopy(field)


def error_of(field: forms.Field, value) -> str:
    try:
        field.clean(value)
    except forms.ValidationError as error:
        return " ".join(error.messages)
    return ""


def test_there_are_forms_in_both_zones():
    modules = {form.__module__.split(".")[0] for form in form_classes()}
    assert modules >= {"referrals", "cohorts", "safeguarding", "referral_portal"}
    assert len(form_classes()) > 80


def test_no_error_for_an_empty_answer_stands_for_any_question():
    bare = {
        name: words for name, field in questions()
        if field.required and (words := error_of(field, "")) in BARE
    }  # fmt: skip
    assert bare == {}


def test_an_error_for_an_empty_answer_belongs_to_one_question():
    by_words = defaultdict(set)
    for _name, field in questions():
        if field.required and field.label:
            by_words[error_of(field, "")].add(field.label)
    assert {words: labels for words, labels in by_words.items() if len(labels) > 1} == {}


def test_an_answer_that_is_not_offered_is_refused_with_the_question():
    for name, field in questions():
        # Some forms give a question its words later.
        if isinstance(field, forms.ChoiceField) and field.label:
            field.choices = [("one", "One")]
            wrong = ["other"] if isinstance(field, forms.MultipleChoiceField) else "other"
            words = error_of(field, wrong)
            assert words, name
            assert words not in BARE, name
            assert "(optional)" not in words, name


def test_an_answer_that_is_too_long_is_refused_with_the_limit():
    for name, field in questions():
        most = getattr(field, "max_length", None)
        if most and not isinstance(field.widget, forms.PasswordInput):
            words = error_of(field, "a" * (most + 1))
            assert f"{most:,}" in words or f"{most}" in words or "Enter" in words, name
            assert "(optional)" not in words, name


def test_the_example_of_a_date_is_a_date_that_is_accepted():
    seen = 0
    for name, field in questions():
        if hasattr(field, "must_be"):
            for example in re.findall(r"\d{1,2} \d{1,2} \d{4}", str(field.help_text)):
                seen += 1
                parts = dict(zip(("day", "month", "year"), example.split(), strict=True))
                assert error_of(field, parts) == "", name
    assert seen


def test_an_error_of_a_date_names_the_date():
    unnamed = [
        name for name, field in questions()
        if hasattr(field, "subject") and field.subject == "The date"
    ]  # fmt: skip
    assert unnamed == []


@pytest.mark.parametrize("definition", FORMS, ids=lambda definition: definition.key)
def test_no_two_questions_of_a_referral_form_have_the_same_error(definition):
    setting = FixedSetting(today=TODAY, account=ACCOUNT)
    by_words = defaultdict(set)
    for step in definition.steps:
        form = step.form(setting, data=post({}))
        for name, errors in form.errors.items():
            for words in errors:
                assert words not in BARE, (step.slug, name)
                by_words[words].add((step.slug, name))
    assert by_words
    assert {words: where for words, where in by_words.items() if len(where) > 1} == {}
