"""The call-backs of the demonstration: people who left a number, and one who rang."""

import datetime as dt

from programmes.models import District
from referrals.call_backs import receive_call_back
from referrals.contacts import record_call
from referrals.enums import CallOutcome
from safeguarding.demo import people


def take_numbers(*, coordinator, now: dt.datetime) -> None:
    """Let two people leave a number, one of whom is called in vain, and a third one ring."""
    for person in people.TO_CALL:
        taken = receive_call_back(
            name=person.name,
            phone=person.phone,
            safe_times=person.safe_times,
            may_leave_message=person.may_leave_message,
            district=District.objects.get(code=person.district),
            by=coordinator if person.rang else None,
            now=now - dt.timedelta(days=person.days_ago),
        )
        if person.note:
            record_call(
                call_back_id=taken.pk,
                result=CallOutcome.NO_ANSWER,
                words=person.note,
                by=coordinator,
                now=now - dt.timedelta(days=person.days_ago - 1),
            )
