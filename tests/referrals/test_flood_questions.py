"""The question above a limit of public forms. Costs about a second."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from referral_portal.common.questions import ANSWER, TOKEN, Why, new_token, question_of
from referrals import flood_questions
from referrals.floods import Kind

HERE, ELSEWHERE = "192.0.2.0/24", "198.51.100.0/24"


@pytest.fixture(autouse=True)
def clock(settings):
    settings.FLOOD_LIMITS = {"draft": (0, 0), "send": (0, 0), "call_back": (0, 0)}
    start = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
    with time_machine.travel(start, tick=False) as traveller:
        yield traveller


def why(answer="", token="", kind=Kind.SEND, source=HERE) -> Why | None:
    data = {TOKEN: token, ANSWER: answer}
    return flood_questions.why_ask(data, kind, source=source, now=timezone.now())


def asked(clock, kind=Kind.SEND, source=HERE, seconds=6) -> tuple[str, str]:
    """Return the token of a question that was read for some seconds, and its answer."""
    token = new_token(flood_questions.purpose_of(kind, source=source, now=timezone.now()))
    clock.shift(seconds)
    return token, question_of(token)[1]


@pytest.mark.django_db
def test_the_answer_lets_one_form_through_once(clock):
    assert why() == Why.FIRST
    token, answer = asked(clock)
    assert why(answer, token) is None
    assert why(answer, token) == Why.FIRST, "a copy of the page is worth nothing"


@pytest.mark.django_db
def test_a_question_cannot_be_tried_until_it_fits(clock):
    token, answer = asked(clock)
    assert why("nonsense", token) == Why.WRONG
    assert why(answer, token) == Why.FIRST


@pytest.mark.django_db
def test_a_question_is_of_one_network_one_kind_and_one_hour(clock, settings):
    token, answer = asked(clock)
    assert why(answer, token, source=ELSEWHERE) == Why.FIRST
    assert why(answer, token, kind=Kind.CALL_BACK) == Why.FIRST
    assert why(answer, f"{token}x") == Why.FIRST
    assert why(answer, "é") == Why.FIRST
    clock.shift(settings.QUESTION_MINUTES * 60)
    assert why(answer, token) == Why.FIRST


@pytest.mark.django_db
def test_an_answer_without_reading_is_asked_again_and_does_not_use_the_question(clock):
    token, answer = asked(clock, seconds=1)
    assert why(answer, token) == Why.SOON
    clock.shift(6)
    assert why(answer, token) is None


@pytest.mark.django_db
def test_counting_and_asking_cost_two_statements_and_counting_one(clock, settings):
    token, answer = asked(clock)
    with CaptureQueriesContext(connection) as statements:
        assert why(answer, token) is None
    assert len(statements) == 2
    settings.FLOOD_LIMITS = {"send": (100, 100)}
    with CaptureQueriesContext(connection) as statements:
        assert why() is None
    assert len(statements) == 1
