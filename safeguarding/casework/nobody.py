"""Decide that there is nobody to tell.

One link worker decides that alone only when nothing names a person. Otherwise a second one must
agree: the first says why, and the second makes the same choice.
"""

import datetime as dt

from referral_portal.common.refusals import Refusal
from safeguarding.casework.sealed_answers import names_anybody
from safeguarding.casework.sisters import cases_of_participant
from safeguarding.casework.told import told_of
from safeguarding.models import NobodyToTell, PersonOnCase, SafeContact, VictimCase, Worker
from safeguarding.recorder import record
from safeguarding.transactions import reaching_all

SAY_WHY = (
    "A form or a case of this participant may name a person, so a second link worker must agree. "
    "Say why there is nobody to tell."
)
SAID_ALREADY = "You have said why there is nobody to tell. Another link worker must agree."


def is_nobody(
    case: VictimCase,
    *,
    since: dt.datetime,
    why: str,
    by: Worker,
    now: dt.datetime,
    others: bool = True,
) -> bool:
    """Return whether there is nobody to tell; False while a second link worker must agree.

    Without `others`, only this case is read: another link worker answers for the other cases of the
    participant. Raises Refusal without a reason, and when `by` has given one already.
    """
    if not may_name_anybody(case, others=others):
        return True
    said = NobodyToTell.objects.filter(case=case, at__gte=since)
    if said.exclude(by=by).exists():
        return True
    if said.exists():
        raise Refusal(SAID_ALREADY)
    if not why:
        raise Refusal(SAY_WHY, "why_nobody")
    row = NobodyToTell.objects.create(case=case, why=why, by=by, at=now)
    told_of(case).update(needs_second=True)
    record("nobody.say", by=by, target=row, now=now, case=case.pk)
    return False


def may_name_anybody(case: VictimCase, *, others: bool = True) -> bool:
    """Return whether a sealed page or the case has a person, or a case of the same participant."""
    if names_anybody(case.contents) or _has_anybody([case]):
        return True
    if not others:
        return False
    with reaching_all():
        cases = cases_of_participant(case)
        return any(names_anybody(one.contents) for one in cases) or _has_anybody(cases)


def _has_anybody(cases: list[VictimCase]) -> bool:
    return any(
        table.objects.filter(case__in=cases).exists() for table in (PersonOnCase, SafeContact)
    )


def said_by_others(case: VictimCase, since: dt.datetime, worker: Worker) -> list[NobodyToTell]:
    """Return the statements of other link workers since `since`, with which `worker` may agree."""
    rows = NobodyToTell.objects.filter(case=case, at__gte=since).exclude(by=worker)
    return list(rows.select_related("by").order_by("at"))
