"""The other cases of the same participant, as the portal joins them, read together with one case.

A sister case that a link worker may not open is named by its reference only.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from referrals.models import Referral
from safeguarding.crossing.same_participant import referrals_of_one_person
from safeguarding.enums import AlertKind
from safeguarding.models import Alert, PersonOnCase, VictimCase, Worker


@dataclass
class Sister:
    """One other referral of the participant; `case` is None when the link worker may not open it."""

    referral: Referral
    case: VictimCase | None
    links: list[PersonOnCase] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)


def visible_sisters(case: VictimCase, worker: Worker) -> list[VictimCase]:
    """Return the other cases of the participant that `worker` may open."""
    referrals = list(referrals_of_one_person(case.referral_id).values_list("pk", flat=True))
    return list(VictimCase.objects.visible_to(worker).filter(referral_id__in=referrals))


def cases_of_participant(case: VictimCase) -> list[VictimCase]:
    """Return the other cases of the participant, as far as the open transaction reaches."""
    referrals = list(referrals_of_one_person(case.referral_id).values_list("pk", flat=True))
    return list(VictimCase.objects.filter(referral_id__in=referrals))


def sisters_of(
    case: VictimCase, worker: Worker, referrals: list[Referral] | None = None
) -> list[Sister]:
    """Return the other referrals of the participant, the oldest first, with the people on them.

    `referrals`: all of the participant, where they were read already. Takes a fixed number of queries.
    """
    if referrals is None:
        referrals = list(referrals_of_one_person(case.referral_id).order_by("submitted_at", "pk"))
    referrals = [one for one in referrals if one.pk != case.referral_id]
    visible = VictimCase.objects.visible_to(worker).select_related("owner")
    cases = {
        one.referral_id: one
        for one in visible.filter(referral_id__in=[referral.pk for referral in referrals])
    }
    ids = [one.pk for one in cases.values()]
    links, alerts = defaultdict(list), defaultdict(list)
    for link in PersonOnCase.objects.filter(case__in=ids).select_related("person").order_by("pk"):
        links[link.case_id].append(link)
    # That they are sisters is what the list says.
    waiting = Alert.objects.filter(case__in=ids).exclude(kind=AlertKind.SAME_PARTICIPANT).waiting()
    for alert in waiting:
        alerts[alert.case_id].append(alert)
    found = []
    for referral in referrals:
        one = cases.get(referral.pk)
        key = one and one.pk
        found.append(Sister(referral, one, links[key], alerts[key]))
    return found
