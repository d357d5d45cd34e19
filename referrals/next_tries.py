"""Which of the next tries that the contact log promises are open, and which are due.

The contact log makes and ends them; nothing is changed here.
"""

import datetime as dt

from django.db.models import OuterRef, QuerySet

from referral_portal.common.by_row import ByRow, refers_to
from referral_portal.common.statements import Given
from referrals.enums import EndingCode
from referrals.models import CallBack, NextTry, Referral


def open_tries(by) -> list[QuerySet[NextTry]]:
    """Return the next tries that no later contact has ended: on referrals, and on call-backs.

    Nobody tries to reach a person who has died.
    """
    waiting = NextTry.objects.filter(ended_at=None)
    of_referrals = waiting.filter(refers_to("contact__referral", Referral.objects.visible_to(by)))
    of_call_backs = waiting.filter(refers_to("contact__call_back", CallBack.objects.visible_to(by)))
    return [
        of_referrals.filter(~_has_died("contact__referral")),
        of_call_backs.filter(~_has_died("contact__call_back__referral")),
    ]


def due_tries(by, now: dt.datetime | Given) -> QuerySet[NextTry]:
    """Return the next tries whose time has come, to be counted."""
    first, second = (rows.filter(at__lte=now).values("pk") for rows in open_tries(by))
    return first.union(second, all=True)


def _has_died(referral: str) -> ByRow:
    """Return whether a form of the person behind the column `referral` ended with a death."""
    person = OuterRef(f"{referral}__participant__person")
    return ByRow(Referral.objects.filter(participant__person=person, ending_code=EndingCode.DIED))
