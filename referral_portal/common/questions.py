"""A question in words that a person answers at once, without sight, sound or scripts.

Only what comes above a limit gets one. Its token is signed for one purpose: a kind of form, or signing
in, and where it comes from. An answer counts after QUESTION_SECONDS and for some minutes, and each
question takes one answer.
"""

import datetime as dt
import secrets
from collections.abc import Callable, Mapping
from enum import StrEnum

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.utils.crypto import constant_time_compare, salted_hmac

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
THINGS = ("lamp", "river", "bread", "stone", "chair", "garden", "paper", "window", "apple", "cloud")
TOKEN, ANSWER = "question", "question_answer"
NONCE_BYTES = 16


class Why(StrEnum):
    """Why a question is asked."""

    FIRST = "first"
    SOON = "soon"
    WRONG = "wrong"


def new_token(purpose: str) -> str:
    """Return the token of a new question."""
    return _signer(purpose).sign(secrets.token_urlsafe(NONCE_BYTES))


def why_not(
    data: Mapping[str, str], purpose: str, *, minutes: int, is_first_use: Callable[[str], bool]
) -> Why | None:
    """Return None if `data` has the right answer to a question for `purpose`, or why it has not.

    `is_first_use` uses the question up, and says whether it had not been used before.
    """
    signer, token = _signer(purpose), data.get(TOKEN, "")
    try:
        nonce = signer.unsign(token, max_age=dt.timedelta(minutes=minutes))
    except BadSignature:
        return Why.FIRST
    if _is_younger(signer, token, seconds=settings.QUESTION_SECONDS):
        return Why.SOON
    if not is_first_use(nonce):
        return Why.FIRST
    _, right = question_of(token)
    return None if constant_time_compare(_plain(data.get(ANSWER, "")), right) else Why.WRONG


def question_of(token: str) -> tuple[str, str]:
    """Return the (question, answer) of a token; only our key tells which one it is."""
    nonce = token.partition(":")[0]
    number = int(salted_hmac("referrals.questions", nonce, algorithm="sha256").hexdigest(), 16)
    number, kind = divmod(number, 3)
    number, first = divmod(number, 7)
    second = number % 3
    if kind == 0:
        return f"Which day comes after {DAYS[first]}?", _plain(DAYS[(first + 1) % 7])
    if kind == 1:
        words = f"{NUMBERS[first]} and {NUMBERS[second]}"
        return f"How many are {words} together?", str(first + second + 2)
    words = THINGS[first : first + 3]
    return f"Which of these words comes last: {', '.join(words)}?", words[-1]


def _plain(answer: str) -> str:
    """Return an answer without signs and capitals, and a number as digits."""
    plain = "".join(filter(str.isalnum, answer.casefold()))
    return str(NUMBERS.index(plain) + 1) if plain in NUMBERS else plain


def _signer(purpose: str) -> TimestampSigner:
    return TimestampSigner(salt=f"referrals.questions {purpose}")


def _is_younger(signer: TimestampSigner, token: str, *, seconds: int) -> bool:
    try:
        signer.unsign(token, max_age=seconds)
    except BadSignature:
        return False
    return True
