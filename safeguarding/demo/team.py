"""Who works on which referral of the demonstration: two coordinators share the work."""

import datetime as dt

from referrals.assignments import hand_over, take_all
from referrals.enums import Status
from referrals.models import Referral


def share_work(*, users: dict, now: dt.datetime) -> None:
    """Let one coordinator take what waits or is held, and hand one of these over."""
    cora, cole = users["coordinator"], users["coordinator-2"]
    waits = (Status.INFORMATION_REQUESTED, Status.ON_HOLD, Status.AWAITING_ALLOCATION)
    ids = Referral.objects.order_by("submitted_at", "pk").values_list("pk", flat=True)
    before = now - dt.timedelta(hours=3)
    taken = take_all(referral_ids=list(ids.filter(status__in=waits)), by=cora, now=before)
    new = ids.filter(status=Status.AWAITING_TRIAGE)
    take_all(referral_ids=list(new[:2]), by=cole, now=before)
    words = "I know a relative of this participant."
    hand_over(referral_id=taken.done[0].pk, to=cole, words=words, by=cora, now=now)
