"""How far a referral is, as its agency reads it.

An agency reads of a decision only after the message about it has been released. Until then it reads
the word from before, or one that other referrals without a decision have as well. Of a place it reads
once the participant may know of it. Pure.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from referrals.enums import AGENCY_WORDS, AgencyWord, EndingCode, Status

BEFORE_A_DECISION = frozenset({AgencyWord.RECEIVED, AgencyWord.QUESTION})
ASKED = frozenset({Status.INFORMATION_REQUESTED, Status.ON_HOLD})
MEANINGS = {
    AgencyWord.RECEIVED: "We have your form. A coordinator will read it.",
    AgencyWord.IN_ASSESSMENT: "We are looking at the form. There is nothing to do for you now.",
    AgencyWord.QUESTION: "A coordinator needs to know something before we can decide.",
    AgencyWord.WAITING: "We have accepted the referral. There is no place in a programme yet.",
    AgencyWord.ACCEPTED: "We have accepted the referral, and there is a place. The programme has not "
    "started.",
    AgencyWord.STARTED: "The programme has started.",
    AgencyWord.ENDED: "The referral has ended.",
    AgencyWord.NOT_ACCEPTED: "We could not accept the referral. Our letter or message says what you "
    "can do.",
}


@dataclass(frozen=True)
class Taken:
    """One step of a referral: its number, and the status it led to."""

    number: int
    to_status: str


def word_of(
    *,
    status: str,
    ending_code: str | None,
    steps: Sequence[Taken],
    waiting: Collection[int] = (),
    cancelled: Collection[int] = (),
    is_asked: bool = False,
) -> AgencyWord:
    """Return the word for a referral with these `steps` since it arrived, in their order.

    `waiting` are the numbers of the steps whose message waits for release, `cancelled` of those whose
    message never left. `is_asked` says that a question for the agency has no answer.
    """
    hidden = next((step.number for step in steps if step.number in waiting), None)
    if hidden is not None:
        known = [one for one in steps if one.number < hidden and one.number not in cancelled]
        before = AGENCY_WORDS[Status(known[-1].to_status)] if known else AgencyWord.RECEIVED
        return AgencyWord.IN_ASSESSMENT if before in BEFORE_A_DECISION else before
    if ending_code == EndingCode.DUPLICATE:
        return AgencyWord.ENDED
    if is_asked and status in ASKED:
        return AgencyWord.QUESTION
    word = AGENCY_WORDS[Status(status)]
    return AgencyWord.IN_ASSESSMENT if steps and word == AgencyWord.RECEIVED else word
