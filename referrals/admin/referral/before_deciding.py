"""What to settle before a decision: a death, forms to compare, and the calls that are needed."""

from referrals.admin.answers import calls
from referrals.admin.contact_rows import sign_rows
from referrals.admin.danger import COLOURS
from referrals.admin.queue.returning import page_url
from referrals.admin.queue.which import WhichList
from referrals.admin.referral.here_before import match_url
from referrals.admin.referral.reading import Reading
from referrals.danger_signs import LEVEL_WORDS, Level
from referrals.same_person import HereBefore, Kind


def shown(reading: Reading) -> dict:
    """Return the matches to decide, the open signs, and what this and other forms ask for."""
    return {
        "death": reading.who["death"],
        "to_decide": [
            {"reference": one.referral.reference, "url": match_url(one)}
            for one in reading.before.to_decide
        ],
        "open_signs": sign_rows([] if reading.has_died else reading.known.open),
        "calls": calls(reading.referral),
        "asked_elsewhere": asked_elsewhere(reading.before, reading.which),
    }


def asked_elsewhere(before: HereBefore, which: WhichList) -> list[dict]:
    """Return the flags of other open forms of the person, or of one who may be the same."""
    return [
        {
            "reference": one.referral.reference,
            "is_same": one.kind == Kind.SAME,
            "prompt_call": one.referral.needs_prompt_call,
            "calls": calls(one.referral),
            "danger": LEVEL_WORDS[level]
            if (level := Level(one.referral.danger_level)) in COLOURS
            else "",
            "colour": COLOURS.get(Level(one.referral.danger_level), ""),
            "url": page_url("change", one.referral.pk, which),
        }
        for one in before.asking
        if one.referral.needs_prompt_call
        or one.referral.wants_call
        or one.referral.danger_level in COLOURS
    ]
