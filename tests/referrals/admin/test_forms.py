"""The forms of the desk: what a search is, and what each decision asks."""

import pytest
import time_machine

from referrals.admin import forms, question_forms
from referrals.enums import EndingCode
from referrals.programme_fit import Offer
from tests.factories.desk import NOW


@pytest.mark.parametrize("typed", ["Casey", "27/3/1985", "27.03.1985", "27 3 1985", "27/3/85"])
def test_what_is_typed_in_the_search_box_is_searched_as_it_is(typed):
    form = forms.SearchForm({"q": typed})

    assert form.is_valid()
    assert form.cleaned_data["q"] == typed


@pytest.mark.parametrize(
    ("typed", "error"),
    [("a", "at least two characters"), ("31/2/1985", "real date"), ("", "Enter a reference")],
)
def test_a_term_that_finds_too_much_or_nothing_is_refused(typed, error):
    form = forms.SearchForm({"q": typed})

    assert not form.is_valid()
    assert error in form.errors["q"][0]


def test_only_programmes_that_may_be_chosen_are_accepted_with_their_fit_beside():
    offered = (
        Offer("cobi", "COBI", "yes", "Fits."),
        Offer("groupwork", "Groupwork", "talk", "Needs a conversation."),
    )
    form = forms.AcceptForm({"programme": "cobi"}, programmes=offered)
    other = forms.AcceptForm({"programme": "cobi"}, programmes=offered[1:])

    assert form.is_valid()
    assert form.fields["programme"].presentation.hints == {
        "cobi": "Fits.",
        "groupwork": "Needs a conversation.",
    }
    assert not other.is_valid()
    assert forms.AcceptForm.base_fields["programme"].presentation.hints == {}


@pytest.mark.parametrize("is_agency", [True, False])
def test_every_decline_names_who_holds_the_risk_and_without_a_referrer_until_when(is_agency):
    form = forms.DeclineForm(
        {"code": forms.DECLINE_CODES[0].value, "words": "Invented."}, is_agency=is_agency
    )

    asked = {"risk_holder"} if is_agency else {"risk_holder", "risk_review_on"}
    assert set(form.errors) == asked


@pytest.mark.parametrize("is_agency", [True, False])
def test_after_a_death_nobody_holds_the_risk(is_agency):
    form = forms.DeclineForm({"code": EndingCode.DIED, "words": "Invented."}, is_agency=is_agency)

    assert form.is_valid(), form.errors


OFFERED = [
    Offer("cobi", "COBI", "no", "Does not fit."),
    Offer("groupwork", "Groupwork", "yes", "Fits."),
    Offer("alone", "One to one", "", "Not checked."),
]


@pytest.mark.parametrize("code", ["cobi", "alone"])
def test_a_programme_that_does_not_fit_or_was_not_checked_needs_a_reason(code):
    without = forms.AcceptForm({"programme": code, "words": " "}, programmes=OFFERED)
    with_one = forms.AcceptForm({"programme": code, "words": "Near home."}, programmes=OFFERED)

    assert without.errors == {"words": [forms.WHY_THIS]}
    assert with_one.is_valid()
    assert forms.AcceptForm({"programme": "groupwork"}, programmes=OFFERED).is_valid()
    assert "words" not in forms.AcceptForm(programmes=OFFERED[1:2]).fields


def test_the_only_programme_that_fits_is_chosen_already():
    assert forms.AcceptForm(programmes=OFFERED)["programme"].value() == "groupwork"
    assert not forms.AcceptForm(programmes=OFFERED[:1])["programme"].value()


@pytest.mark.parametrize(
    ("form", "codes"),
    [(forms.DeclineForm, forms.DECLINE_CODES), (forms.WithdrawForm, forms.WITHDRAW_CODES)],
)
def test_each_ending_offers_its_own_reasons(form, codes):
    assert [value for value, _ in form({}).fields["code"].choices] == [c.value for c in codes]


@time_machine.travel(NOW, tick=False)
def test_a_hold_needs_a_review_date_and_names_the_last_one():
    past = {"review_on-day": "1", "review_on-month": "12", "review_on-year": "2025"}
    form = forms.HoldForm(past | {"words": "Invented."})

    assert "future" in form.errors["review_on"][0]
    assert f"{forms.latest_hold_review(NOW):%-d %B %Y}" in form.fields["review_on"].help_text


@pytest.mark.parametrize(
    "form", [question_forms.AskForm, question_forms.AnswerForm, forms.CorrectForm]
)
def test_words_are_needed_for_the_file(form):
    assert not form({}).is_valid()


@time_machine.travel("2026-11-27T12:00Z", tick=False)
def test_the_hint_of_a_hold_agrees_with_its_limit():
    form = forms.HoldForm()
    field = form.fields["review_on"]
    hint = field.help_text
    assert hint.startswith("No later than 25 December 2026. ")

    last, later = ({"review_on-day": day, "review_on-month": "12", "review_on-year": "2026"}
                   for day in ("25", "26"))  # fmt: skip
    words = {"words": "Invented."}
    assert forms.HoldForm(words | last).is_valid()
    assert forms.HoldForm(words | later).errors["review_on"] == [
        "The review date must be on or before 25 December 2026"
    ]
