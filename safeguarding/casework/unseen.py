"""Ask about the cases of a participant that a link worker may not open: has everyone been told?

The answer is yes or no. No name and no number of people leaves this module.
"""

import datetime as dt
from dataclasses import dataclass

from referral_portal.common.refusals import Refusal
from safeguarding.casework.joins import open_joins, same_people
from safeguarding.casework.sisters import visible_sisters
from safeguarding.casework.told import told_since
from safeguarding.crossing.same_participant import referrals_of_one_person
from safeguarding.models import NotTold, PersonOnCase, VictimCase, Worker
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

    A contact since `since`, or a reason on record, counts on every case of the participant. Takes a
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
            *told_since(cases, since),
            *NotTold.objects.filter(case__in=cases, at__gte=since).values_list(
                "person_id", flat=True
            ),
        }
        links = list(
            PersonOnCase.objects.filter(case__in=closed, must_be_told=True).values_list(
                "case_id", "person_id"
            )
        )
        same = same_people([person_id for _, person_id in links], open_joins())
    waiting = {case_id for case_id, person_id in links if settled.isdisjoint(same[person_id])}
    return [
        CaseThatWaits(
            row.reference, row.owner.name if row.owner and row.owner_id != worker.pk else ""
        )
        for pk, row in closed.items()
        if pk in waiting
    ]


def check_closed_cases(case: VictimCase, since: dt.datetime, worker: Worker) -> None:
    """Raise Refusal while a case that `worker` may not open has a person who must still be told."""
    waiting = cases_that_wait(case, since, worker)
    if waiting:
        raise Refusal(" ".join(str(one) for one in waiting))
