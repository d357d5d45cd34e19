"""A worker may answer "not known", which stands alone and never counts as safe."""

import datetime as dt

import pytest
from django import forms

from programmes.enums import Pathway
from referrals.assessment import facts_from
from referrals.danger import Level, level_of, signs_of
from referrals.eligibility import assess
from referrals.enums import Route
from referrals.facts import Criterion, Outcome, ProgrammeCriteria
from referrals.forms.base import MAYBE
from referrals.steps import FORMS, find_form
from referrals.steps.answers import in_words, to_json, to_post
from tests.factories.forms import ACCOUNT, TODAY, FixedSetting, post

TOPICS = ["domestic-abuse", "stalking"]
UNKNOWN = {"maybe", "not_known"}
# Questions that a worker answers for themselves, or has to ask about before sending the form.
NO_UNKNOWN = {
    "in_danger": "the worker says what they know",
    "who_for": "about the worker",
    "accepts": "has “Not sure”",
    "district": "decides who reads the form",
    "nearest_district": "decides who reads the form",
    "agreed_how": "has “No, or not yet”",
    "safe_to_ask": "has “Nobody has asked them yet”",
}
# The questions of the fault, by page: each was yes, no or a list without "not known".
WORKERS = [
    ("contact", "may_leave_message"),
    ("contact", "phone_is_shared"),
    ("home", "lives_with"),
    ("sentence", "sentence"),
    ("dates", "pending"),
    ("orders", "civil_order"),
]


def step_of(topic: str, slug: str):
    return next(step for step in find_form(topic, Route.AGENCY).steps if step.slug == slug)


def choice_fields():
    setting = FixedSetting(today=TODAY, account=ACCOUNT)
    for definition in FORMS:
        if definition.route == Route.AGENCY:
            for step in definition.steps:
                for name, field in step.form(setting).fields.items():
                    if isinstance(field, forms.ChoiceField):
                        yield definition.topic, step.slug, name, field


FIELDS = list(choice_fields())


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize(("slug", "name"), WORKERS)
def test_the_question_can_be_answered_with_not_known(topic, slug, name):
    fields = {(t, s, n): field for t, s, n, field in FIELDS}
    choices = dict(fields[topic, slug, name].choices)

    assert [label for code, label in choices.items() if code in UNKNOWN] == ["Not known"]


@pytest.mark.parametrize(
    ("topic", "slug", "name", "field"), FIELDS, ids=[f"{t}-{n}" for t, _, n, _ in FIELDS]
)
def test_every_question_that_a_worker_must_answer_has_not_known(topic, slug, name, field):
    must = field.required or name in {"may_leave_message", "phone_is_shared"}
    if must and name not in NO_UNKNOWN:
        assert UNKNOWN & {str(code) for code, _ in field.choices}


@pytest.mark.parametrize(
    ("topic", "slug", "name", "field"),
    [one for one in FIELDS if isinstance(one[3], forms.MultipleChoiceField)],
    ids=[f"{t}-{n}" for t, _, n, f in FIELDS if isinstance(f, forms.MultipleChoiceField)],
)
def test_not_known_stands_alone_in_a_list(topic, slug, name, field):
    codes = [code for code, _ in field.choices]
    if "not_known" not in codes or name == "weapons":
        return  # a weapon that is known and one that is not go together
    setting = FixedSetting(today=TODAY, account=ACCOUNT)
    form_class = step_of(topic, slug).form_class

    shown = {"civil_order": "yes"}
    alone = form_class(post(shown | {name: ["not_known"]}), setting=setting)
    beside = form_class(post(shown | {name: ["not_known", codes[0]]}), setting=setting)

    assert name not in alone.errors
    assert name in beside.errors


@pytest.mark.parametrize("name", ["may_leave_message", "phone_is_shared"])
@pytest.mark.parametrize(
    ("sent", "stored", "words"), [("yes", True, "Yes"), ("no", False, "No"), ("maybe", MAYBE, "Not known")]
)  # fmt: skip
def test_yes_and_no_stay_what_they_were(setting, name, sent, stored, words):
    """Drafts and referrals of an earlier day hold True and False."""
    form_class = step_of("domestic-abuse", "contact").form_class
    answers = {
        "phone": "07700 900123",
        "may_leave_message": "no",
        "phone_is_shared": "no",
        name: sent,
    }

    form = form_class(post(answers), setting=setting)

    assert form.is_valid()
    assert to_json(form.cleaned_data)[name] == stored
    assert in_words(form.fields[name], stored) == words
    again = form_class(to_post(form_class, to_json(form.cleaned_data)), setting=setting)
    assert again.is_valid()
    assert again.cleaned_data == form.cleaned_data


def not_known_answers(topic: str) -> dict[str, dict]:
    """Return "not known" to every question of the agency's form that has it."""
    pages: dict[str, dict] = {}
    for of_topic, slug, name, field in FIELDS:
        unknown = UNKNOWN & {str(code) for code, _ in field.choices}
        if of_topic == topic and unknown:
            code = unknown.pop()
            is_list = isinstance(field, forms.MultipleChoiceField)
            pages.setdefault(slug, {})[name] = [code] if is_list else code
    return pages


@pytest.mark.parametrize("topic", TOPICS)
def test_not_known_to_everything_meets_no_criterion_and_lowers_no_danger(topic):
    pages = not_known_answers(topic)
    pathway = find_form(topic, Route.AGENCY).pathway
    programme = ProgrammeCriteria(
        code="x", name="X", pathway=pathway, criteria=tuple(Criterion), core_team=("Kent Police",)
    )

    facts = facts_from(pathway=pathway, answers=pages, on=TODAY)
    result = assess(facts=facts, programmes=[programme], on=TODAY)

    assert {one.outcome for one in result.criteria} == {Outcome.NEEDS_CONVERSATION}
    known = {"what": {"behaviours": ["strangled"]}}
    both = known | {f"{slug}-too": page for slug, page in pages.items()}
    assert level_of(signs_of(both, route=Route.AGENCY, today=TODAY)) is Level.SAME_DAY


def test_not_known_about_a_sentence_is_a_question_to_ask():
    facts = facts_from(
        pathway=Pathway.DOMESTIC_ABUSE,
        answers={"sentence": {"sentence": ["not_known"], "sentence_expected": "no"}},
        on=dt.date(2026, 12, 1),
    )
    programme = ProgrammeCriteria(
        code="x", name="X", pathway=Pathway.DOMESTIC_ABUSE, criteria=(Criterion.NOT_ON_ORDER,)
    )

    (order,) = assess(facts=facts, programmes=[programme], on=TODAY).criteria

    assert order.outcome is Outcome.NEEDS_CONVERSATION
    assert "We do not know yet whether there is an order" in order.reason
