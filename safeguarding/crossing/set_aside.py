"""Mark the cases of forms that the desk set aside with others of a burst.

Nothing is closed and nobody is told anything: a person at risk who is named on such a form may be
real. A case without a sign of danger is taken after the ordinary ones, and any sign ranks as always.
"""

import datetime as dt

from referrals.danger_signs import Level
from referrals.models import Referral, SetAsideChange
from safeguarding.crossing.alerts import start_case
from safeguarding.enums import AFTER_OTHERS, TAKING
from safeguarding.models import Alert, VictimCase
from safeguarding.recorder import record
from safeguarding.transactions import seeing_all


def follow(changes: list[SetAsideChange], *, now: dt.datetime) -> None:
    """Mark each case as the last of these changes says; it can be repeated."""
    last = {change.referral_id: change for change in sorted(changes, key=lambda one: one.pk)}
    if not last:
        return
    with seeing_all():
        rows = VictimCase.objects.filter(referral_id__in=last).defer("contents")
        cases = {case.referral_id: case for case in rows.select_for_update(of=("self",))}
        # The form is set aside before its envelope was opened: the mark does not wait for it.
        unknown = Referral.objects.filter(pk__in=last.keys() - cases.keys())
        for referral_id, reference in unknown.values_list("pk", "reference"):
            cases[referral_id] = start_case(referral_id=referral_id, reference=reference, now=now)
        for referral_id, case in cases.items():
            _mark(case, last[referral_id], now)


def _mark(case: VictimCase, change: SetAsideChange, now: dt.datetime) -> None:
    at = change.at if change.is_set_aside else None
    if case.set_aside_at == at:
        return
    VictimCase.objects.filter(pk=case.pk).update(set_aside_at=at)
    waiting = Alert.objects.filter(case=case, handled_at__isnull=True, kind__in=TAKING)
    if at:
        waiting.filter(level=Level.NONE).update(level=AFTER_OTHERS)
    else:
        waiting.filter(level=AFTER_OTHERS).update(level=Level.NONE)
    record("case.set_aside" if at else "case.bring_back", by=None, target=case, now=now)
