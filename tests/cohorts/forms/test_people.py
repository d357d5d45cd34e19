"""The forms about one participant: what they ask, and what they hand to the verbs."""

import datetime as dt

import pytest

from cohorts.forms.people import (
    WAITING_LIST,
    CompleteForm,
    ConcernForm,
    GiveUpForm,
    RemoveForm,
    SuspendForm,
)
from referrals.enums import WITHDRAW_CODES, EndingCode
from tests.factories.accounts import UserFactory


@pytest.mark.parametrize("may_give_reason", [True, False])
def test_only_a_manager_is_asked_for_a_reason_to_complete(may_give_reason):
    form = CompleteForm({}, may_give_reason=may_give_reason)

    assert ("words" in form.fields) == may_give_reason
    assert form.is_valid()


def test_removing_needs_a_code_and_words():
    form = RemoveForm({"code": "", "words": " "})

    assert set(form.errors) == {"code", "words"}
    assert RemoveForm({"code": EndingCode.NOT_ENGAGED, "words": "No answer"}).is_valid()
    assert not RemoveForm({"code": EndingCode.DIED, "words": "No answer"}).is_valid()


def test_a_place_is_given_up_for_the_waiting_list_or_for_good():
    offered = [key for key, _ in GiveUpForm().fields["what"].choices]

    assert offered == [WAITING_LIST, *(code.value for code in WITHDRAW_CODES)]


@pytest.mark.django_db
def test_the_facilitators_of_the_cohort_and_managers_review(cohort, other, facilitator, manager):
    gone = UserFactory(manager=True, is_active=False)
    offered = {key for key, _ in SuspendForm(cohort=cohort).fields["reviewer"].choices}

    assert {str(manager.pk), str(facilitator.pk), ""} <= offered
    assert str(gone.pk) not in offered
    assert str(other.staffing.first().user_id) not in offered


@pytest.mark.django_db
def test_the_reviewer_is_handed_on_as_a_user(cohort, manager, time_machine):
    time_machine.move_to(dt.datetime(2026, 12, 1, 10, tzinfo=dt.UTC), tick=False)
    form = SuspendForm(
        {
            "review_on-day": "4",
            "review_on-month": "12",
            "review_on-year": "2026",
            "reviewer": manager.pk,
            "words": "Missed two sessions",
        },
        cohort=cohort,
    )

    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "review_on": dt.date(2026, 12, 4),
        "reviewer": manager,
        "words": "Missed two sessions",
    }


CONCERN = {
    "words": "He said “soon”", "who": ["partner", "child"], "imminence": "day", "weapon": "no",
    "parts": ["none"], "knows": "no", "at_risk": "", "done": "",
}  # fmt: skip


def test_a_concern_holds_the_answered_questions_in_words():
    form = ConcernForm(CONCERN)

    assert form.is_valid(), form.errors
    assert [(row["name"], row["value"]) for row in form.answers()] == [
        ("words", "He said “soon”"),
        ("who", "A partner or former partner\nA child"),
        ("imminence", "Within a day"),
        ("weapon", "No"),
        ("parts", "None of these"),
        ("knows", "No"),
    ]
    assert form.answers()[0]["label"] == "What was said or done?"


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({}, 0),  # a child, within a day
        ({"who": ["partner"]}, 1),
        ({"who": ["partner"], "imminence": "days"}, 2),
        ({"who": ["partner"], "imminence": "not_expected"}, 3),
        ({"who": ["partner"], "imminence": "not_expected", "parts": ["drinking"]}, 2),
        ({"who": ["partner"], "imminence": "not_expected", "weapon": "not_known"}, 1),
        ({"imminence": "now"}, 0),
    ],
)
def test_the_answers_of_a_concern_give_its_level(changes, level):
    form = ConcernForm(CONCERN | changes)
    assert form.is_valid(), form.errors
    assert form.level() == level


@pytest.mark.parametrize("name", ["words", "who", "imminence", "weapon", "parts", "knows"])
def test_a_question_that_the_level_needs_cannot_be_left_out(name):
    form = ConcernForm({**CONCERN, name: [] if name in {"who", "parts"} else ""})
    assert list(form.errors) == [name]
