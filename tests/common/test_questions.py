"""A question in words that a person answers without sight, sound or scripts."""

from referral_portal.common import questions
from referral_portal.common.questions import Why, new_token, question_of, why_not

PURPOSE = "sign in 42"


def judged(data: dict, purpose: str = PURPOSE, *, is_first_use: bool = True) -> Why | None:
    return why_not(data, purpose, minutes=15, is_first_use=lambda _: is_first_use)


def test_an_answer_counts_for_its_purpose_only_and_once(settings):
    settings.QUESTION_SECONDS = 0
    token = new_token(PURPOSE)
    data = {"question": token, "question_answer": question_of(token)[1]}
    assert judged(data) is None
    assert judged(data, "sign in 43") == Why.FIRST
    assert judged(data, is_first_use=False) == Why.FIRST
    assert judged(data | {"question_answer": "nonsense"}) == Why.WRONG
    assert judged({}) == Why.FIRST


def test_every_question_is_in_words_and_has_an_answer_that_people_give():
    found = {question_of(f"nonce-{number}:a:b") for number in range(2000)}
    assert len(found) > 30, "no table of a few answers opens the door"
    for question, answer in found:
        assert question.endswith("?")
        assert answer.isalnum()
        if answer.isdigit():
            assert questions._plain(questions.NUMBERS[int(answer) - 1].title()) == answer
    assert questions._plain(" Wednesday. ") == "wednesday"
