"""Alert the link workers of cases whose participants the portal has joined as one person.

The portal joins and parts by a column of its participants, which is read here. Nothing on this side
is joined: when the portal parts two participants, the alerts that still wait are withdrawn.
"""

import datetime as dt
import uuid
from collections import defaultdict

from django.db.models import Count

from referrals.models import Participant, Referral
from safeguarding.crossing.alerts import Occurrence, raise_alerts
from safeguarding.enums import AlertKind, AlertOutcome
from safeguarding.models import Alert, VictimCase
from safeguarding.transactions import seeing_all


def referrals_of_one_person(referral_id: uuid.UUID):
    """Return the other referrals of the participant's person."""
    own = Referral.objects.filter(pk=referral_id).values("participant__person")
    return Referral.objects.filter(participant__person__in=own).exclude(pk=referral_id)


def tell_link_workers(*, now: dt.datetime) -> int:
    """Raise one alert on each case for each other case of its person; return 0, as all are done."""
    joined = Participant.objects.values("person").annotate(forms=Count("pk")).filter(forms__gt=1)
    by_person = defaultdict(list)
    for person_id, referral_id in Referral.objects.filter(
        participant__person__in=joined.values("person")
    ).values_list("participant__person", "pk"):
        by_person[person_id].append(referral_id)
    referral_ids = [pk for group in by_person.values() for pk in group]
    with seeing_all():
        cases = {
            case.referral_id: case
            for case in VictimCase.objects.filter(referral_id__in=referral_ids)
        }
        pairs = {
            f"same:{cases[one].pk}:{cases[other].pk}": (cases[one], cases[other])
            for group in by_person.values()
            for one in group
            for other in group
            if one != other and one in cases and other in cases
        }
        occurrences = [
            Occurrence(
                AlertKind.SAME_PARTICIPANT, source, case.referral_id, now,
                {"reference": other.reference},
            )
            for source, (case, other) in pairs.items()
        ]  # fmt: skip
        if occurrences:
            raise_alerts(cases, occurrences, now=now)
        alerts = Alert.objects.filter(kind=AlertKind.SAME_PARTICIPANT)
        alerts.exclude(source__in=pairs).filter(handled_at__isnull=True).update(
            handled_at=now, outcome=AlertOutcome.WITHDRAWN
        )
        alerts.filter(source__in=pairs, outcome=AlertOutcome.WITHDRAWN).update(
            handled_at=None, outcome=None
        )
    return 0
