"""The engine and the definitions: order, routes, replaying answers, what may be sealed."""

import datetime as dt

import pytest

from programmes.enums import Pathway
from referral_portal.common.rendering import revealed_names
from referral_portal.sealing.boxes import SEALED_PART_BYTES
from referrals.drafts import DraftContent
from referrals.enums import Route
from referrals.forms.base import StepForm
from referrals.forms.safety import DangerForm, PrivateForm, WhoForm
from referrals.steps import FORMS, find_form
from referrals.steps.engine import FormDefinition, FormPage, Section
from referrals.submission import PARTS
from tests.factories.forms import FixedSetting, post
from tests.factories.referrals import PAGES

FIXED_ADDRESSES = {"check", "sent", "help"}


@pytest.fixture
def small_form():
    return FormDefinition(
        key="small",
        topic="small",
        route=Route.SELF,
        pathway=Pathway.STALKING,
        sections=(
            Section("One", (FormPage("a", "A", DangerForm),)),
            Section(
                "Two",
                (
                    FormPage(
                        "b", "B", PrivateForm, applies_when=lambda given: given.get("in_danger")
                    ),
                    FormPage("c", "C", WhoForm, part="person"),
                ),
            ),
        ),
    )


def test_the_route_follows_the_answers(small_form):
    content = DraftContent()
    assert [step.slug for step in small_form.asked(content)] == ["a", "c"]

    content.keep("a", {"in_danger": True})
    assert [step.slug for step in small_form.asked(content)] == ["a", "b", "c"]
    assert small_form.first_open(content).slug == "b"
    assert small_form.reachable(content, "c") is None

    content.keep("b", {"is_private": True})
    content.keep("a", {"in_danger": False})
    small_form.tidy(content)
    assert set(content.pages) == {"a"}


def test_progress_counts_sections_and_knows_the_way_back(small_form):
    content = DraftContent(pages={"a": {"in_danger": False}})
    step = small_form.reachable(content, "c")

    place = small_form.place(content, step)

    assert (place.number, place.count, place.section, place.before.slug) == (2, 2, "Two", "a")
    assert small_form.after(content, step) is None


def test_a_sealed_part_that_left_the_route_is_dropped(small_form):
    content = DraftContent(sealed={"person": "c2VhbGVk", "risk": "c2VhbGVk"})
    small_form.tidy(content)

    assert set(content.sealed) == {"person"}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.key)
def test_a_definition_keeps_the_rules(form, setting):
    steps = list(form.steps)
    slugs = [step.slug for step in steps]
    parts = [step.part for step in steps if step.part]
    names = [name for step in steps for name in step.form_class.base_fields]

    assert len(slugs) == len(set(slugs))
    assert not FIXED_ADDRESSES & set(slugs)
    assert len(parts) == len(set(parts))
    assert set(parts) <= set(PARTS)
    assert len(names) == len(set(names)), "Answers are read by name of field."
    assert slugs[0] == "now", "Safety comes first."
    assert find_form(form.topic, form.route) is form


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.key)
def test_the_desk_can_read_every_page_without_an_account(form):
    for step in form.steps:
        form_of_page = step.form(FixedSetting(today=dt.date(2026, 12, 1)))
        assert form_of_page.fields or (step.slug == "readers" and form_of_page.paragraphs())


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.key)
def test_every_required_answer_has_a_sentence_of_its_own(form, setting):
    for step in form.steps:
        page = step.form(setting, data={})
        page.is_valid()
        for name, errors in page.errors.items():
            for sentence in errors:
                assert sentence.split()[0] in {"Select", "Enter", "Tell", "Tick", "Give"}, (
                    f"{step.slug}.{name}: {sentence}"
                )
        hidden = revealed_names(page)
        assert not hidden & set(page.errors)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.key)
def test_nobody_is_labelled_and_nothing_is_called_a_conflict(form, setting):
    forbidden = ("perpetrator", "anger", "conflict", "volatile", "incident between", "both of you")
    for step in form.steps:
        page = step.form(setting)
        words = " ".join(
            [step.title, *page.paragraphs()]
            + [f"{field.label} {field.help_text}" for field in page.fields.values()]
        ).lower()
        for word in forbidden:
            assert f" {word}" not in f" {words}", (step.slug, word)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.key)
def test_the_longest_answers_of_a_sealed_page_are_sealed_or_an_error_never_a_crash(form, setting):
    for step in form.steps:
        if not step.part:
            continue
        pages = PAGES[form.topic, form.route]
        data = post(pages[step.slug])
        for name, field in step.form_class.base_fields.items():
            most = getattr(field, "max_length", None)
            if most and not name.endswith(("phone", "email")):
                data[name] = "\U00020000" * most  # a letter of four bytes
        page: StepForm = step.form(setting, data=data)
        assert page.is_valid(), page.errors
        part = step.seal(page)
        assert (part is None) == bool(page.errors)
        assert part is None or len(part) == SEALED_PART_BYTES
        # Plain letters always fit.
        for name in list(data):
            if isinstance(data[name], str) and "\U00020000" in data[name]:
                data[name] = "x" * len(data[name])
        page = step.form(setting, data=data)
        assert page.is_valid()
        assert step.seal(page), step.slug
