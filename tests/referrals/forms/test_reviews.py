"""The forms of a review: what each asks, and what it drops."""

from referrals.forms.reviews import ResultForm, ReviewForm
from referrals.programme_fit import WHY_THIS, Offer

OFFERED = [Offer("cobi", "COBI", "no", "Does not fit."), Offer("group", "Group", "yes", "Fits.")]


def test_the_only_one_who_can_ask_is_chosen_already():
    assert ReviewForm(askers=["participant"])["asked_by"].value() == "participant"
    assert ReviewForm(askers=["participant", "referrer"])["asked_by"].value() is None
    assert not ReviewForm({"asked_by": "referrer", "why": "x"}, askers=["participant"]).is_valid()


def test_a_programme_that_does_not_fit_needs_a_reason_only_where_it_is_chosen():
    typed = {"outcome": "overturned", "words": "He was ill."}

    assert ResultForm(typed | {"programme": "cobi"}, programmes=OFFERED).errors == {
        "reason": [WHY_THIS]
    }
    assert ResultForm(typed | {"programme": "group"}, programmes=OFFERED).is_valid()
    assert ResultForm(typed, programmes=OFFERED).is_valid()
    upheld = ResultForm(
        {"outcome": "upheld", "words": "x", "programme": "cobi"}, programmes=OFFERED
    )
    assert upheld.is_valid()
    assert upheld.cleaned_data["programme"] == ""
    assert "programme" not in ResultForm().fields
