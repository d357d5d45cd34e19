"""The clock rules that count for a form, and the local closures.

Without a rule for a pathway, `settings.CLOCKS` counts.
"""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings

from programmes.models import ClockRule, Closure
from referral_portal.common.dates import bank_holidays


@dataclass(frozen=True)
class Clocks:
    """The clock rules for one form, with the local closures from the day of its arrival on."""

    contact_working_days: int
    decision_working_days: int
    place_days: int
    cutoff_hour: int
    pauses_for_answer: bool
    pauses_on_hold: bool
    closed: frozenset[dt.date] = frozenset()


def closed_days(first: dt.date) -> frozenset[dt.date]:
    """Return the local closures from `first` on."""
    rows = Closure.objects.active().filter(closed_on__gte=first)
    return frozenset(rows.values_list("closed_on", flat=True))


def closed_between(first: dt.date, last: dt.date) -> dict[dt.date, str]:
    """Return the bank holidays and local closures from `first` to `last`, each with its reason.

    A day that is both has the name of the holiday. Makes one query.
    """
    rows = Closure.objects.active().filter(closed_on__range=(first, last))
    found = dict(rows.values_list("closed_on", "reason")) | bank_holidays(first, last)
    return dict(sorted(found.items()))


def clocks_for(pathway: str, on: dt.date) -> Clocks:
    """Return the clock rules for a form of `pathway` that arrived on the day `on`.

    Makes two queries.
    """
    newest = ClockRule.objects.valid(pathway, on).values(*settings.CLOCKS).first()
    return Clocks(**newest or settings.CLOCKS, closed=closed_days(on))
