"""Signs of life of the far side's processes."""

import datetime as dt

from referral_portal.outbox.enums import Process
from safeguarding.crossing.signs import give_sign_of_life


def sign_all(*, now: dt.datetime) -> None:
    """Let every process of the far side sign."""
    for process in Process:
        give_sign_of_life(of=process, now=now)
