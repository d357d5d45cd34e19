"""Dates of courts, sentences and orders: those that still apply are not in the past."""

import pytest
import time_machine

from referrals.forms.courts import PendingForm, TheirCivilOrdersForm, TheirSentenceForm
from tests.factories.forms import post


@pytest.mark.parametrize(
    ("form_class", "name", "words"),
    [
        (PendingForm, "pending_on", "The next date must be today or in the future"),
        (
            TheirSentenceForm,
            "sentence_ends_on",
            "The end date of the sentence must be today or in the future",
        ),
        (
            TheirCivilOrdersForm,
            "civil_order_ends_on",
            "The end date of the order must be today or in the future",
        ),
    ],
)
@time_machine.travel("2026-11-27T12:00Z", tick=False)
def test_a_date_to_come_is_not_in_the_past(setting, form_class, name, words):
    def errors(year: str) -> list[str]:
        day = {f"{name}-day": "27", f"{name}-month": "11", f"{name}-year": year}
        return form_class(data=post(day | {"civil_order": "yes"}), setting=setting).errors.get(
            name, []
        )

    assert errors("2020") == [words]
    assert errors("2026") == errors("2027") == []
