"""Find the joined persons about whom something has changed since the last look.

Looking at every joined person at every tick would take longer with each year. What can change for a
person is a coordinator's decision, a new alert (each new case has one), or the link worker of a case
with an alert that waits. The first look is at all of them.
"""

import uuid
from dataclasses import dataclass

from django.db.models import Count, Max, Q

from referrals.models import MatchDecision, Participant
from safeguarding.models import Alert, PullCursor
from safeguarding.transactions import seeing_all

DECISIONS, ALERTS = "match-decisions", "sister-alerts"
# Rows read again, because their transaction may have ended late.
OVERLAP = 200


@dataclass(frozen=True)
class Changed:
    """The joined persons to look at, and how far the two tables have been read for them."""

    persons: frozenset[uuid.UUID]
    positions: dict[str, int]

    def advance(self) -> None:
        """Remember how far has been read."""
        for name, position in self.positions.items():
            PullCursor.objects.get_or_create(pk=name)
            PullCursor.objects.filter(pk=name, position__lt=position).update(position=position)


def read_changed(kinds: frozenset[str]) -> Changed:
    """Return the persons to look at; alerts of `kinds` count for as long as they wait."""
    read = dict(PullCursor.objects.filter(pk__in=(DECISIONS, ALERTS)).values_list("pk", "position"))
    positions = {
        DECISIONS: MatchDecision.objects.aggregate(last=Max("pk"))["last"] or 0,
        ALERTS: _last_alert(),
    }
    if DECISIONS not in read:
        return Changed(frozenset(_joined().values_list("person", flat=True)), positions)
    decisions = MatchDecision.objects.filter(pk__gt=read[DECISIONS] - OVERLAP)
    participants = {pk for pair in decisions.values_list("first_id", "second_id") for pk in pair}
    with seeing_all():
        alerts = Alert.objects.filter(
            Q(pk__gt=read.get(ALERTS, 0) - OVERLAP) | Q(handled_at__isnull=True, kind__in=kinds)
        )
        referrals = set(alerts.values_list("case__referral_id", flat=True))
    asked = Participant.objects.filter(Q(pk__in=participants) | Q(referrals__in=referrals))
    persons = _joined().filter(person__in=asked.values("person"))
    return Changed(frozenset(persons.values_list("person", flat=True)), positions)


def _joined():
    """Return the persons with more than one form, as groups of participants."""
    groups = Participant.objects.order_by().values("person").annotate(forms=Count("pk"))
    return groups.filter(forms__gt=1)


def _last_alert() -> int:
    with seeing_all():
        return Alert.objects.aggregate(last=Max("pk"))["last"] or 0
