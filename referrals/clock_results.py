"""Start, stop and move the clocks of a referral inside the verbs that make it happen.

Each function belongs to the caller's transaction and writes no audit of its own: the caller's step
is on record.
"""

import datetime as dt

from django.db.models import Min

from programmes.clocks import clocks_for
from referral_portal.common.dates import local_today
from referrals.clocks import after_pause, pauses
from referrals.danger_signs import Level
from referrals.enums import FINAL, RANKED, Clock, EndingCode, Status
from referrals.models import ClockResult, Referral
from referrals.waiting import follow_place

UNDECIDED = frozenset({*RANKED, Status.ON_HOLD})
DECISIONS = frozenset({"accept", "decline"})
# The columns that `follow_step` sets.
FOLLOWING = ("due_at", "due_on", "place_due_at", "turn_at", "holding_due_at")


def follow_step(
    referral: Referral, verb: str, *, source: str, target: str, code: str, now: dt.datetime
) -> None:
    """Stop or move the clocks of a referral, not yet saved, that goes from `source` to `target`.

    Its turn on the waiting list follows too. `referral.status_at` still says since when it is at
    `source`. A duplicate is not decided: it leaves its date to the referral that stays open.
    """
    if source in UNDECIDED and target not in FINAL:
        _move_by_pause(referral, Status(source), now)
    if verb in DECISIONS and source in UNDECIDED and code != EndingCode.DUPLICATE:
        _store(referral, Clock.DECISION, _decision_due(referral), now)
    if verb == "allocate":
        if referral.place_due_at:
            _store(referral, Clock.PLACE, referral.place_due_at, now)
        referral.place_due_at = None
    if verb == "start":
        # A participant who attends has spoken with us, even without a call on record.
        spoke(referral, now=now)
    follow_place(referral, target=target, now=now)
    if source not in UNDECIDED and target in UNDECIDED:
        running = ClockResult.objects.filter(referral=referral, clock=Clock.DECISION)
        running.filter(undone_at=None).update(undone_at=now)


def spoke(referral: Referral, *, now: dt.datetime) -> None:
    """Record that we spoke to the participant: the first contact, unless there was one before."""
    if referral.contact_due_at and referral.ended_at is None:
        _store(referral, Clock.CONTACT, referral.contact_due_at, now)
        referral.contact_due_at = None
        referral.save(update_fields=["contact_due_at"])


def _move_by_pause(referral: Referral, source: Status, now: dt.datetime) -> None:
    """Move the decision by the working time of the pause that ends, and the place by its whole time."""
    if source not in (Status.INFORMATION_REQUESTED, Status.ON_HOLD):
        return
    since = referral.status_at
    clocks = clocks_for(referral.pathway, local_today(referral.submitted_at))
    if not pauses(source, Level(referral.danger_level), clocks):
        return
    referral.due_at = after_pause(referral.due_at, since, now, clocks.closed)
    referral.due_on = local_today(referral.due_at)
    if referral.place_due_at:
        referral.place_due_at += now - since


def _decision_due(referral: Referral) -> dt.datetime:
    """Return when the decision is due, for the earliest form that was closed as a duplicate too."""
    copies = Referral.objects.filter(
        participant__person=referral.participant.person_id, ending_code=EndingCode.DUPLICATE
    )
    earliest = copies.aggregate(earliest=Min("due_at"))["earliest"]
    return min(referral.due_at, earliest) if earliest else referral.due_at


def _store(referral: Referral, clock: Clock, due_at: dt.datetime, now: dt.datetime) -> None:
    """Store how a clock ended; its first end counts."""
    result = ClockResult(
        referral=referral, clock=clock, due_at=due_at, at=now, is_kept=now <= due_at
    )
    ClockResult.objects.bulk_create([result], ignore_conflicts=True)
