"""The forms about access to a case."""

import pytest

from safeguarding.access.break_glass_forms import AccessRequestForm, ExclusionForm
from tests.factories.safeguarding import make_worker

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


@pytest.mark.parametrize("typed", ["KM-7F3K-9Q2D", "km7f3k9q2d", " km-7f3k 9q2d "])
def test_a_reference_is_tidied(typed):
    form = AccessRequestForm({"reference": typed, "reason": "Her link worker is away"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["reference"] == "KM-7F3K-9Q2D"


def test_a_reference_and_a_reason_are_needed():
    form = AccessRequestForm({"reference": "not one"})
    assert not form.is_valid()
    assert form.errors == {
        "reference": ["Enter a reference, like KM-7F3K-9Q2D"],
        "reason": ["Say why you need access"],
    }


def test_only_colleagues_who_still_work_here_can_be_chosen(worker):
    gone = make_worker(name="Gone")
    gone.is_active = False
    gone.save()
    values = [value for value, _ in ExclusionForm().fields["worker"].choices]
    assert values == ["", str(worker.pk)]
