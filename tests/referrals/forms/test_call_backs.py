"""The forms of a call-back: five answers, and the referral it led to."""

import pytest

from referrals.forms.call_backs import CallBackForm, LinkForm, TakenDownForm
from tests.factories.programmes import DistrictFactory

ANSWERS = {
    "name": "Casey Invented",
    "phone": "07700 900123",
    "safe_times": "Weekdays after 6pm",
    "may_leave_message": "no",
}


@pytest.mark.django_db
@pytest.mark.parametrize("form", [CallBackForm, TakenDownForm])
def test_only_districts_on_offer_can_be_chosen(form):
    open_one, closed = DistrictFactory(), DistrictFactory(is_active=False)

    chosen = form(ANSWERS | {"district": open_one.code})

    assert chosen.is_valid()
    assert chosen.cleaned_data["district"] == open_one
    assert not form(ANSWERS | {"district": closed.code}).is_valid()


@pytest.mark.django_db
def test_a_coordinator_reads_the_questions_about_somebody_else():
    public, desk = CallBackForm(), TakenDownForm()

    assert list(public.fields) == list(desk.fields)
    assert [f.label for f in public.fields.values()] != [f.label for f in desk.fields.values()]
    assert "Your" not in " ".join(field.label for field in desk.fields.values())


@pytest.mark.parametrize(
    ("typed", "reference"),
    [("km 7f3k 9q2d", "KM-7F3K-9Q2D"), ("KM-7F3K-9Q2D", "KM-7F3K-9Q2D"), ("KM-1", None)],
)
def test_a_reference_is_read_as_it_is_stored(typed, reference):
    form = LinkForm({"reference": typed})

    assert form.is_valid() is bool(reference)
    assert form.cleaned_data.get("reference") == reference
