"""The signs of danger of a referral as the desk reads them, with the answers as they were sent."""

from collections.abc import Mapping

from referrals.admin.answers import answer_pages, question_of
from referrals.danger import Sign
from referrals.danger_signs import LEVEL_WORDS, SOURCE_WORDS, Level
from referrals.models import Referral

COLOURS = {Level.SAME_DAY: "red", Level.SOON: "orange", Level.NOTED: "yellow"}


def danger_rows(signs: tuple[Sign, ...], closed: Mapping[str, str]) -> list[dict]:
    """Return the level, its colour and the words of each sign, the most urgent first.

    `closed` says by code how a sign was closed.
    """
    return [
        {
            "level": LEVEL_WORDS[sign.level],
            "colour": COLOURS[sign.level],
            "words": sign.words,
            "closed": closed.get(sign.code, ""),
        }
        for sign in signs
    ]


def who_said(signs: tuple[Sign, ...]) -> str:
    """Return the source of the signs in words, or an empty text without a sign."""
    return SOURCE_WORDS[signs[0].source] if signs else ""


def as_said(referral: Referral, signs: tuple[Sign, ...]) -> list[dict]:
    """Return each question that shows a sign, with its answer, in the words of the form.

    Where the question reads differently today, every row of its page is returned.
    """
    pages = {page["slug"]: page["rows"] for page in answer_pages(referral)}
    found = []
    for field in dict.fromkeys(field for sign in signs for field in sign.fields):
        slug, question = question_of(referral, field)
        rows = pages.get(slug, [])
        of_question = [row for row in rows if row["key"] == question] or rows
        found += [row for row in of_question if row not in found]
    return found
