"""The clocks of a referral: what is due by when, what was kept or missed, and when they stood still."""

import datetime as dt
from collections.abc import Iterable

from programmes.clocks import clocks_for
from referral_portal.common.dates import local_today
from referrals.admin.referral.reading import Reading
from referrals.clocks import due_words, pauses
from referrals.danger_signs import Level
from referrals.enums import FINAL, RANKED, Clock, Status
from referrals.models import StatusChange

UNDECIDED = frozenset({*RANKED, Status.ON_HOLD})
STANDS_STILL = (Status.INFORMATION_REQUESTED, Status.ON_HOLD)
KEPT, MISSED = ("Kept", "green"), ("Missed", "red")
OVERDUE, PAUSED = ("Overdue", "red"), ("Paused", "yellow")


def shown(reading: Reading) -> dict:
    """Return a row for each clock, and one for each time in which a decision had to wait."""
    return {"clocks": clock_rows(reading), "pauses": pause_rows(reading.changes[::-1])}


def clock_rows(reading: Reading) -> list[dict]:
    """Return the clocks that ended, with their result, and those that run, with when they are due."""
    results = {one.clock: one for one in reading.rows["clock_results"]}
    running = due_moments(reading)
    still = is_paused(reading)
    rows = []
    for clock in Clock:
        if result := results.get(clock):
            label, colour = KEPT if result.is_kept else MISSED
            words = (
                f"{due_words(result.at, month='%B')}, due {due_words(result.due_at, month='%B')}"
            )
        elif due_at := running.get(clock):
            words = f"Due {due_words(due_at, month='%B')}"
            label, colour = OVERDUE if due_at < reading.now else ("", "")
            if still and clock != Clock.CONTACT:
                label, colour = PAUSED
        else:
            continue
        rows.append({"what": clock.label, "words": words, "label": label, "colour": colour})
    return rows


def due_moments(reading: Reading) -> dict[Clock, dt.datetime]:
    """Return when each clock that runs is due; nothing is due on a referral that has ended."""
    referral = reading.referral
    if referral.status in FINAL:
        return {}
    found = {Clock.CONTACT: referral.contact_due_at, Clock.PLACE: referral.place_due_at}
    if referral.status in UNDECIDED:
        found[Clock.DECISION] = reading.due_at
    return {clock: due_at for clock, due_at in found.items() if due_at}


def is_paused(reading: Reading) -> bool:
    """Return whether the clocks stand still now; the first contact never waits."""
    referral = reading.referral
    if referral.status not in STANDS_STILL:
        return False
    clocks = clocks_for(referral.pathway, local_today(referral.submitted_at))
    return pauses(Status(referral.status), Level(referral.danger_level), clocks)


def pause_rows(changes: Iterable[StatusChange]) -> list[dict]:
    """Return each time in which information was asked for or a hold lasted, from `changes` in order.

    A new review date continues a hold. `until` is None while it lasts.
    """
    rows: list[dict] = []
    last = ""
    for change in changes:
        if rows and rows[-1]["until"] is None and change.to_status != last:
            rows[-1]["until"] = change.at
        if change.to_status in STANDS_STILL and change.to_status != last:
            rows.append({"what": Status(change.to_status).label, "since": change.at, "until": None})
        last = change.to_status
    return rows
