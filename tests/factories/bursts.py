"""Bursts as the desk meets them: many self-referrals a few seconds apart."""

import datetime as dt

from referrals.danger_signs import DANGER_VERSION
from referrals.models import Referral
from tests.factories.desk import NOW, make_referral

WORDS = "We know what you do and we send this again and again."


def answers(words: str = WORDS) -> dict:
    """The answers of a form in which one text is typed."""
    return {"behaviour": {"own_words": words}, "birth": {"born_on": "1985-03-27"}}


def make_form(number: int = 0, *, words: str = WORDS, **fields) -> Referral:
    """Make a self-referral without a sign of danger, `number` seconds after NOW."""
    defaults = {
        "name": f"Invented Person {number}",
        "answers": answers(words),
        "danger_version": DANGER_VERSION,
        "submitted_at": NOW + dt.timedelta(seconds=number),
    }
    return make_referral(**defaults | fields)


def make_burst(number: int, **fields) -> list[Referral]:
    """Make so many forms with the same words, a second apart."""
    return [make_form(one, **fields) for one in range(number)]
