"""Alert the link workers of cases whose participants the portal has joined as one person.

The portal joins and parts by a column of its participants, which is read here. Nothing on this side
is joined: when the portal parts two participants, the alerts that still wait are withdrawn.
"""

import datetime as dt
import uuid
from collections import defaultdict

from referrals.enums import FINAL
from referrals.models import Referral
from safeguarding.crossing.alerts import Occurrence, raise_alerts, reopen
from safeguarding.crossing.joined_persons import read_changed
from safeguarding.enums import AlertKind, AlertOutcome
from safeguarding.models import Alert, VictimCase
from safeguarding.transactions import seeing_all

# Raised again on the sister case of another link worker, by the number of the first alert.
PASSED_ON = "sister:"
TOLD_OF = frozenset(
    {
        AlertKind.TELL_FIRST,
        AlertKind.OVERTAKEN,
        AlertKind.ENDING,
        AlertKind.MISSING_MARK,
        AlertKind.ABSENCE,
        AlertKind.LEFT,
        AlertKind.CORRECTED,
    }
)
# After these, a passed-on alert is withdrawn: a message that was sent is told of by one of its own.
NO_LONGER_TRUE = frozenset(
    {AlertOutcome.WITHDRAWN, AlertOutcome.OVERTAKEN, AlertOutcome.OVERRIDDEN}
)


def referrals_of_one_person(referral_id: uuid.UUID):
    """Return the other referrals of the participant's person."""
    own = Referral.objects.filter(pk=referral_id).values("participant__person")
    return Referral.objects.filter(participant__person__in=own).exclude(pk=referral_id)


def tell_link_workers(*, now: dt.datetime) -> int:
    """Raise one alert on each case for each other case of its person; return 0, as all are done.

    Looks only at persons about whom something has changed: see `joined_persons`.
    """
    changed = read_changed(TOLD_OF | {AlertKind.SAME_PARTICIPANT})
    by_person = defaultdict(list)
    for person_id, referral_id in Referral.objects.filter(
        participant__person__in=changed.persons
    ).values_list("participant__person", "pk"):
        by_person[person_id].append(referral_id)
    referral_ids = [pk for group in by_person.values() for pk in group]
    with seeing_all():
        cases = {
            case.referral_id: case
            for case in VictimCase.objects.filter(referral_id__in=referral_ids).defer("contents")
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
        again = alerts.filter(source__in=pairs, outcome=AlertOutcome.WITHDRAWN)
        reopen(list(again.values_list("case_id", flat=True)), now=now)
        again.update(handled_at=None, outcome=None)
        _pass_on([*pairs.values()], now)
        _withdraw_undone_duplicates(now)
    changed.advance()
    return 0


def _pass_on(pairs: list[tuple[VictimCase, VictimCase]], now: dt.datetime) -> None:
    """Tell the link worker of a sister case what the people on it must be told too.

    A link worker who has both cases sees the people on both, so this is for two link workers. The
    message itself waits on the case of its referral.
    """
    sisters = defaultdict(dict)
    references = {case.pk: case.reference for case, _ in pairs}
    for case, other in pairs:
        if other.owner_id and other.owner_id != case.owner_id:
            sisters[case.pk][other.pk] = other
    waiting = Alert.objects.filter(
        case__in=sisters, kind__in=TOLD_OF, handled_at__isnull=True
    ).exclude(source__startswith=PASSED_ON)
    raise_alerts(
        {other.referral_id: other for group in sisters.values() for other in group.values()},
        [
            Occurrence(
                AlertKind(alert.kind),
                f"{PASSED_ON}{alert.pk}:{other.pk}",
                other.referral_id,
                alert.raised_at,
                _passed(alert, references[alert.case_id]),
            )
            for alert in waiting
            for other in sisters[alert.case_id].values()
        ],
        now=now,
    )
    passed = {
        alert: int(alert.source.removeprefix(PASSED_ON).partition(":")[0])
        for alert in Alert.objects.filter(source__startswith=PASSED_ON, handled_at__isnull=True)
    }
    first = Alert.objects.in_bulk(set(passed.values()))
    over = [
        alert.pk
        for alert, pk in passed.items()
        if first[pk].outcome in NO_LONGER_TRUE or alert.case_id not in sisters[first[pk].case_id]
    ]
    Alert.objects.filter(pk__in=over).update(handled_at=now, outcome=AlertOutcome.WITHDRAWN)


def _passed(alert: Alert, reference: str) -> dict:
    """Return the detail of `alert` for a sister case, on which none of its messages waits."""
    there = {"of": reference}
    if alert.kind == AlertKind.TELL_FIRST:
        there |= {"messages": [], "waits": bool(alert.detail.get("messages"))}
    return alert.detail | there


def _withdraw_undone_duplicates(now: dt.datetime) -> None:
    """Withdraw the alert of a closing as a duplicate that has been undone."""
    alerts = Alert.objects.filter(kind=AlertKind.DUPLICATE, handled_at__isnull=True)
    by_referral = dict(alerts.values_list("case__referral_id", "pk"))
    open_again = Referral.objects.filter(pk__in=by_referral).exclude(status__in=FINAL)
    over = [by_referral[pk] for pk in open_again.values_list("pk", flat=True)]
    Alert.objects.filter(pk__in=over).update(handled_at=now, outcome=AlertOutcome.WITHDRAWN)
