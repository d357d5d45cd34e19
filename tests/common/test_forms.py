"""Forms as a person meets them: questions under an answer, and the summary of what is wrong.

Single fields are in test_fields, their markup in test_rendering.
"""

import re

import pytest
from django import forms
from django.core.exceptions import ImproperlyConfigured
from django.template import Context, Template

from referral_portal.accounts.forms import SignInForm
from referral_portal.common.date_field import GovukDateField
from referral_portal.common.fields import (
    Agreement,
    Choice,
    EmailField,
    MultiChoice,
    TextLine,
    YesNo,
)
from referral_portal.common.forms import PortalForm


class Story(PortalForm):
    living = YesNo(label="Do you live together?", reveals={"no": ("since",)}, inline=False)
    since = TextLine(label="Since when?", missing="Say since when")
    done = MultiChoice(
        label="What have you done?",
        choices=[("shouted", "Shouted"), ("none", "None of these")],
        exclusive="none",
    )
    born = GovukDateField(label="Date of birth", subject="Your date of birth", must_be="past")
    agreed = Agreement(label="I agree")


def summary(form: forms.Form) -> str:
    template = Template("{% load portal %}{% error_summary form %}")
    return template.render(Context({"form": form}))


def test_revealed_question_is_drawn_once_under_its_option() -> None:
    html = str(Story())
    assert html.count('name="since"') == 1
    assert 'data-aria-controls="conditional-id_living-2"' in html
    inside = html.split('id="conditional-id_living-2"')[1]
    assert 'name="since"' in inside.split('name="done"')[0]


def test_hidden_questions_come_first_and_are_escaped() -> None:
    class Hiding(Story):
        seen = forms.CharField(widget=forms.HiddenInput)

    html = str(Hiding(initial={"seen": "<b>"}))
    assert html.startswith('<input type="hidden" name="seen" value="&lt;b&gt;"')
    assert html.count('name="seen"') == 1


def test_summary_links_to_the_first_control_of_each_question() -> None:
    form = Story({"living": "no", "born-day": "3", "born-month": "", "born-year": "1980"})
    html = summary(form)
    assert '<a href="#id_living"' not in html
    for target in ("id_since", "id_done", "id_born-month", "id_agreed"):
        assert f'<a href="#{target}">' in html
        assert f'id="{target}"' in str(form)


def test_only_the_wrong_boxes_of_a_date_are_marked() -> None:
    form = Story({"born-day": "3", "born-month": "", "born-year": "1980"})
    html = form["born"].as_field_group()
    marked = re.findall(r'govuk-input--error"\s+id="id_born-(\w+)"', html)
    assert marked == ["month"]


def test_unanswered_form_without_errors_has_no_summary() -> None:
    assert "govuk-error-summary" not in summary(Story())


def test_everything_typed_stays_out_of_the_browsers_memory() -> None:
    html = str(Story())
    boxes = re.findall(r'<(?:input|textarea)[^>]*(?:type="text"|<textarea)[^>]*>', html)
    assert boxes
    assert all('autocomplete="off"' in box for box in boxes)
    # A password manager's token on Django's own fields is kept.
    assert 'autocomplete="current-password"' in str(SignInForm())


def test_revealing_a_field_that_is_not_there_is_refused() -> None:
    class Broken(PortalForm):
        living = YesNo(label="Living?", reveals={"yes": ("nowhere",)})

    with pytest.raises(ImproperlyConfigured, match="nowhere"):
        Broken()


class Chain(PortalForm):
    order = YesNo(label="Is there an order?", reveals={"yes": ("kind",)})
    kind = Choice(
        label="Which?", choices=[("spo", "SPO"), ("x", "Other")], reveals={"x": ("words",)}
    )
    words = TextLine(label="What is it called?", missing="Say what it is called")


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({"order": "no"}, set()),
        ({"order": "yes"}, {"kind"}),
        ({"order": "yes", "kind": "spo"}, set()),
        ({"order": "yes", "kind": "x"}, {"words"}),
        ({"order": "no", "kind": "x"}, set()),
    ],
)
def test_only_questions_that_are_shown_must_be_answered(data: dict, errors: set) -> None:
    assert set(Chain(data).errors) == errors


def test_answer_whose_question_is_no_longer_asked_is_dropped() -> None:
    form = Chain({"order": "no", "kind": "x", "words": "a secret"})
    assert form.is_valid()
    assert form.cleaned_data == {"order": False, "kind": "", "words": ""}


class Reach(PortalForm):
    email = EmailField(label="Email", required=False)
    name = TextLine(label="Name", missing="Enter your name")


ASKED = "Did you mean sam@gmail.com? If sam@gmail.con is right, send it again."


def test_a_likely_slip_is_asked_about_and_accepted_when_it_is_sent_again() -> None:
    form = Reach({"email": "sam@gmail.con", "name": "Sam"})
    assert form.errors == {"email": [ASKED]}
    html = str(form)
    assert 'value="sam@gmail.con"' in html
    name, value = re.search(r'<input type="hidden" name="([^"]+)" value="([^"]+)">', html).groups()

    again = Reach({"email": "sam@gmail.con", "name": "Sam", name: value})
    assert again.is_valid()
    assert again.cleaned_data["email"] == "sam@gmail.con"

    other = Reach({"email": "sam@gmail.vom", "name": "Sam", name: value})
    assert "sam@gmail.vom" in other.errors["email"][0]


def test_an_answered_question_stays_answered_beside_another_error() -> None:
    form = Reach({"email": "sam@gmail.con", "email-asked": "sam@gmail.con", "name": ""})

    assert form.errors == {"name": ["Enter your name"]}
    assert 'name="email-asked" value="sam@gmail.con"' in str(form)
    assert "-asked" not in str(Reach({"email": "sam@gmail.com", "name": "Sam"}))


def test_the_question_belongs_to_its_form_among_several() -> None:
    form = Reach({"me-email": "sam@gmail.con", "me-name": "Sam"}, prefix="me")

    assert form.errors == {"email": [ASKED]}
    assert 'name="me-email-asked"' in str(form)
