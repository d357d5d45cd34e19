"""Ask about the cases of a participant that a link worker may not open: has everyone been told?

The answer is yes or no. No name and no number of people leaves this module.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from referral_portal.common.refusals import Refusal
from safeguarding.casework.joins import open_joins, same_people
from safeguarding.casework.sisters import visible_sisters
from safeguarding.casework.told import Contacts
from safeguarding.crossing.same_participant import referrals_of_one_person
from safeguarding.enums import AlertOutcome
from safeguarding.models import Alert, NotTold, PersonOnCase, VictimCase, Worker
from safeguarding.transactions import reaching_all


@dataclass(frozen=True)
class CaseThatWaits:
    """A case on which a person must still be told; `link_worker` is "" when the manager decides."""

    reference: str
    link_worker: str

    def __str__(self) -> str:
        who = (
            f"{self.link_worker} has that case."
            if self.link_worker
            else "The manager decides which link worker does that."
        )
        return f"The people on {self.reference} must be told first. {who}"


def cases_that_wait(case: VictimCase, since: dt.datetime, worker: Worker) -> list[CaseThatWaits]:
    """Return the sister cases closed to `worker` with a person who must be told and has not been.

    A contact since `since`, or a reason on record, counts on every case of the participant. A case to
    which no person was added waits until its link worker has said that nobody is to be told. Takes a
    fixed number of queries.
    """
    referrals = list(referrals_of_one_person(case.referral_id).values_list("pk", flat=True))
    seen = [case.pk, *(sister.pk for sister in visible_sisters(case, worker))]
    with reaching_all():
        closed = {
            row.pk: row
            for row in VictimCase.objects.filter(referral_id__in=referrals)
            .exclude(pk__in=seen)
            .select_related("owner")
            .defer("contents")
            .order_by("reference")
        }
        if not closed:
            return []
        cases = [*seen, *closed]
        settled = {
            *Contacts.since(cases, since).told,
            *NotTold.objects.filter(case__in=cases, at__gte=since).values_list(
                "person_id", flat=True
            ),
        }
        links = list(
            PersonOnCase.objects.filter(case__in=closed).values_list(
                "case_id", "person_id", "must_be_told"
            )
        )
        same = same_people([person_id for _, person_id, _ in links], open_joins())
        empty = closed.keys() - {case_id for case_id, _, _ in links}
        waiting = empty - _said_nobody(empty, since)
    waiting |= {
        case_id
        for case_id, person_id, must_be_told in links
        if must_be_told and settled.isdisjoint(same[person_id])
    }
    return [
        CaseThatWaits(
            row.reference, row.owner.name if row.owner and row.owner_id != worker.pk else ""
        )
        for pk, row in closed.items()
        if pk in waiting
    ]


def _said_nobody(case_ids: set[uuid.UUID], since: dt.datetime) -> set[uuid.UUID]:
    """Return those of these cases whose link worker has said since `since` that nobody is to be told."""
    said = Alert.objects.filter(
        case__in=case_ids,
        outcome=AlertOutcome.NOT_APPLICABLE,
        handled_at__gte=since,
        handled_by__isnull=False,
    )
    return set(said.values_list("case_id", flat=True)) if case_ids else set()


def check_closed_cases(case: VictimCase, since: dt.datetime, worker: Worker) -> None:
    """Raise Refusal while a case that `worker` may not open has a person who must still be told."""
    waiting = cases_that_wait(case, since, worker)
    if waiting:
        raise Refusal(" ".join(str(one) for one in waiting))
