"""The forms of a task."""

import datetime as dt

import pytest

from referrals.forms.task import TaskForm

DAY = {"due_on-day": "3", "due_on-month": "12", "due_on-year": "2099", "words": "Ask"}


@pytest.mark.parametrize(("chosen", "expected"), [("", None), ("7", 7)])
def test_nobody_or_a_user_of_the_desk_has_the_task(chosen, expected):
    form = TaskForm(DAY | {"assignee": chosen}, users=[("7", "A. User")])

    assert form.is_valid()
    assert form.answers() == {
        "words": "Ask",
        "due_on": dt.date(2099, 12, 3),
        "assignee_id": expected,
    }
    assert list(form.fields) == ["words", "due_on", "assignee"]
    assert not TaskForm(DAY | {"assignee": "8"}, users=[("7", "A. User")]).is_valid()
