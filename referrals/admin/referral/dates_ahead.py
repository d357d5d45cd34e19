"""The dates ahead of a referral in one list: courts and orders, the desk's own dates, and sessions.

Apps above this one add their dates with `add_dates`.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from referral_portal.common.dates import local, local_today
from referrals.admin.contact_rows import try_words
from referrals.admin.referral.reading import Reading
from referrals.assessment import by_name
from referrals.clocks import due_words
from referrals.forms.courts import CIVIL_ORDERS, PENDING, SENTENCES
from referrals.models import NextTry

ON_THE_FORM = "On the form"


@dataclass(frozen=True)
class DateAhead:
    """A day, what happens on it, and how we know. `when` is the day in words, with a time if known.

    `is_to_do` is true where staff have to do something by then: such a date stays when it has passed.
    """

    on: dt.date
    what: str
    how_known: str = ""
    when: str = ""
    url: str = ""
    is_to_do: bool = False


Source = Callable[[Reading], Iterable[DateAhead]]
SOURCES: list[Source] = []


def add_dates(source: Source) -> Source:
    """Add a function that returns dates of a referral, and return it, so that it decorates."""
    SOURCES.append(source)
    return source


def shown(reading: Reading) -> dict:
    """Return the dates, the earliest first."""
    found = [one for source in SOURCES for one in source(reading)]
    ahead = [one for one in found if one.on >= reading.today or one.is_to_do]
    return {
        "dates_ahead": [
            {
                "when": one.when or f"{one.on:%-d %B %Y}",
                "from_now": from_now(one.on, reading.today),
                "is_late": one.on < reading.today,
                "what": one.what,
                "how_known": one.how_known,
                "url": one.url,
            }
            for one in sorted(ahead, key=lambda one: one.on)
        ]
    }


def from_now(day: dt.date, today: dt.date) -> str:
    """Return how far a day is away, in words."""
    days = (day - today).days
    if days in (-1, 0, 1):
        return ("yesterday", "today", "tomorrow")[days + 1]
    return f"in {days} days" if days > 0 else f"{-days} days ago"


@add_dates
def of_the_form(reading: Reading) -> list[DateAhead]:
    """Return the court dates and the ends of orders and sentences that the form names."""
    given = by_name(reading.referral.answers)
    named = [
        ("pending_on", f"Next date: {_names(given, 'pending', PENDING) or 'police or court'}"),
        ("sentence_on", "Expected to be sentenced"),
        ("sentence_ends_on", f"End of: {_names(given, 'sentence', SENTENCES) or 'sentence'}"),
        (
            "civil_order_ends_on",
            f"End of: {_names(given, 'civil_orders', CIVIL_ORDERS) or 'order'}",
        ),
    ]
    return [
        DateAhead(dt.date.fromisoformat(given[field]), what, ON_THE_FORM)
        for field, what in named
        if given.get(field)
    ]


@add_dates
def of_the_desk(reading: Reading) -> list[DateAhead]:
    """Return when to decide, to speak to a participant who waits, to review, to try again, and tasks."""
    referral, found = reading.referral, []
    if reading.waits:
        due = reading.due_at
        found.append(
            DateAhead(
                local_today(due), "Decision due", when=due_words(due, month="%B"), is_to_do=True
            )
        )
    if referral.holding_due_at and not reading.has_died:
        by = local_today(referral.holding_due_at)
        found.append(DateAhead(by, "Speak to them while they wait for a place", is_to_do=True))
    if referral.review_on:
        reviewer = str(referral.reviewer) if referral.reviewer else ""
        found.append(DateAhead(referral.review_on, "Review date", reviewer, is_to_do=True))
    found += [
        DateAhead(
            local(one.at).date(), "Next try to reach them", when=try_words(one), is_to_do=True
        )
        for one in next_tries(reading)
    ]
    found += [
        DateAhead(
            task.due_on,
            f"Task: {task.words}",
            str(task.assignee) if task.assignee else "",
            is_to_do=True,
        )
        for task in reading.tasks
        if not task.done_at
    ]
    return found


def next_tries(reading: Reading) -> list[NextTry]:
    """Return the next tries that no later contact has ended; none after a death."""
    if reading.has_died:
        return []
    tries = [getattr(one, "next_try", None) for one in reading.contacts]
    return [one for one in tries if one and not one.ended_at]


def _names(given: dict, field: str, choices: list[tuple[str, str]]) -> str:
    """Return the chosen answers of a question in words, without "none" and "not known"."""
    words = {code: label for code, label in choices if code != "none"}
    return ", ".join(words[code] for code in given.get(field) or () if code in words)
