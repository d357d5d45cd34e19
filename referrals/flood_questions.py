"""Ask a question of a form that comes above a limit; see common/questions.py."""

import datetime as dt
from collections.abc import Mapping
from functools import partial

from django.conf import settings

from referral_portal.common.question_form import QuestionForm
from referral_portal.common.questions import Why, why_not
from referrals import floods
from referrals.floods import Kind

MANY = "very many forms are coming in"


def why_ask(data: Mapping[str, str], kind: Kind, *, source: str, now: dt.datetime) -> Why | None:
    """Count one form; return None if it may go on, otherwise the reason to ask a question.

    At most two statements.
    """
    if not floods.is_above(kind, source=source, now=now):
        return None
    return why_not(
        data,
        purpose_of(kind, source=source, now=now),
        minutes=settings.QUESTION_MINUTES,
        is_first_use=partial(floods.is_first_use, now=now),
    )


def question_form(kind: Kind, why: Why, *, source: str, now: dt.datetime) -> QuestionForm:
    """Return the form with a new question."""
    return QuestionForm(purpose_of(kind, source=source, now=now), why, many=MANY)


def purpose_of(kind: Kind, *, source: str, now: dt.datetime) -> str:
    """Return the purpose of a question: one kind of form, and the source it comes from."""
    return f"{kind} {floods.digest(source, now=now)}"
