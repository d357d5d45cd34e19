"""The sessions of a cohort as its page lists them, and the closed days between them."""

import datetime as dt

from cohorts.models import Cohort
from programmes.clocks import closed_between
from referral_portal.common.dates import local


def schedule_rows(
    cohort: Cohort, sessions: list, names: dict, now: dt.datetime, *, closed: bool = True
) -> list[dict]:
    """Return the sessions, and the closed days skipped between them, in order of date."""
    rows = [
        {
            "on": local(session.starts_at).date(),
            "session": session,
            "skipped": "",
            "name": names.get(session.enrolment_id, ""),
        }
        for session in sessions
    ]
    if rows and closed and cohort.weekday is not None:
        days = {row["on"] for row in rows}
        skipped = closed_between(min(days), max(days))
        rows += [
            {"on": day, "session": None, "skipped": title}
            for day, title in skipped.items()
            if day.weekday() == cohort.weekday and day not in days
        ]
    return [
        row | {"has_begun": bool(row["session"]) and row["session"].starts_at <= now}
        for row in sorted(rows, key=lambda row: row["on"])
    ]
