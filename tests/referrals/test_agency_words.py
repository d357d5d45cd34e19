"""The agency's word for a referral: nothing that is still to be told first."""

import pytest

from referrals.agency_words import MEANINGS, Taken, word_of
from referrals.enums import AgencyWord, EndingCode, Status

ASKED = Taken(2, Status.INFORMATION_REQUESTED)
ACCEPTED = Taken(3, Status.AWAITING_ALLOCATION)
PLACED = Taken(4, Status.SCHEDULED)
STARTED = Taken(5, Status.ON_PROGRAMME)
GONE = Taken(6, Status.WITHDRAWN)


def word(*steps, waiting=(), cancelled=(), is_asked=False, code=None):
    status = steps[-1].to_status if steps else Status.AWAITING_TRIAGE
    return word_of(
        status=status, ending_code=code, steps=steps, is_asked=is_asked,
        waiting={one.number for one in waiting}, cancelled={one.number for one in cancelled},
    )  # fmt: skip


CASES = [
    ({"steps": ()}, AgencyWord.RECEIVED),
    ({"steps": (ASKED,), "is_asked": True}, AgencyWord.QUESTION),
    # The participant is asked, not the agency.
    ({"steps": (ASKED,)}, AgencyWord.IN_ASSESSMENT),
    ({"steps": (ASKED, Taken(3, Status.ON_HOLD)), "is_asked": True}, AgencyWord.QUESTION),
    ({"steps": (ASKED, Taken(3, Status.AWAITING_TRIAGE))}, AgencyWord.IN_ASSESSMENT),
    ({"steps": (ACCEPTED,), "waiting": (ACCEPTED,)}, AgencyWord.IN_ASSESSMENT),
    # A question that no longer matters, and a decision that the agency may not know.
    (
        {"steps": (ASKED, Taken(3, Status.DECLINED)), "waiting": (Taken(3, ""),), "is_asked": True},
        AgencyWord.IN_ASSESSMENT,
    ),
    ({"steps": (ACCEPTED,)}, AgencyWord.WAITING),
    ({"steps": (ACCEPTED, PLACED), "waiting": (PLACED,)}, AgencyWord.WAITING),
    ({"steps": (ACCEPTED, PLACED)}, AgencyWord.ACCEPTED),
    ({"steps": (ACCEPTED, PLACED), "waiting": (ACCEPTED, PLACED)}, AgencyWord.IN_ASSESSMENT),
    ({"steps": (ACCEPTED, PLACED, STARTED), "waiting": (ACCEPTED,)}, AgencyWord.IN_ASSESSMENT),
    ({"steps": (ACCEPTED, PLACED, STARTED)}, AgencyWord.STARTED),
    ({"steps": (ACCEPTED, PLACED, STARTED, GONE), "waiting": (GONE,)}, AgencyWord.STARTED),
    ({"steps": (ACCEPTED, GONE), "waiting": (GONE,)}, AgencyWord.WAITING),
    # It never read of the acceptance, which the ending overtook.
    (
        {"steps": (ACCEPTED, GONE), "waiting": (GONE,), "cancelled": (ACCEPTED,)},
        AgencyWord.IN_ASSESSMENT,
    ),
    ({"steps": (ACCEPTED, GONE)}, AgencyWord.ENDED),
    ({"steps": (Taken(2, Status.DECLINED),)}, AgencyWord.NOT_ACCEPTED),
    (
        {"steps": (Taken(2, Status.DECLINED),), "code": EndingCode.DUPLICATE},
        AgencyWord.ENDED,
    ),
]


@pytest.mark.parametrize(("facts", "expected"), CASES)
def test_the_word_follows_what_the_agency_may_know(facts, expected):
    facts = dict(facts)
    assert word(*facts.pop("steps"), **facts) == expected


@pytest.mark.parametrize("status", [Status.DECLINED, Status.AWAITING_ALLOCATION, Status.WITHDRAWN])
def test_before_its_release_no_decision_differs_from_another(status):
    step = Taken(2, status)
    assert word(step, waiting=(step,)) == AgencyWord.IN_ASSESSMENT


def test_every_word_says_what_it_means():
    assert set(MEANINGS) == set(AgencyWord)
