"""Add to the page of a cohort how far its participants are in the plan."""

import datetime as dt

from cohorts.models import Cohort, Session
from cohorts.permissions import can_plan
from cohorts.progress import Progress, against_completing, plan_of, progress_in
from cohorts.runs import runs_in
from cohorts.single_session_rules import ATTENDS
from referrals.enums import Trigger
from referrals.transitions import can


def add_progress(
    cohort: Cohort, people: list[dict], sessions: list[Session], today: dt.date, *, by
) -> None:
    """Add to each of `people` the progress, the sessions to book, and whether `by` can complete.

    Makes three queries.
    """
    plan, with_reason = plan_of(cohort), can_plan(by)
    runs = runs_in(cohort, [person["enrolment"] for person in people])
    for person in people:
        enrolment = person["enrolment"]
        progress = progress_in(cohort, plan=plan, sessions=sessions, run=runs[enrolment.pk])
        person["attended"], person["of_all"] = progress.delivered, progress.of_all
        person["held"], person["unmarked_in"] = progress.held, progress.unmarked_in
        if enrolment.ended_at is None and enrolment.referral.status in ATTENDS:
            person["next"] = progress.next_open if cohort.is_single else None
            person["missed"] = [
                {"item": item, "late": bool(item.due_on and item.due_on < today)}
                for item in progress.missed
            ]
        status = enrolment.referral.status
        completes = can("complete", source=status, follows_from=Trigger.PLACE_ENDED)
        if enrolment.ended_at is None and completes:
            _add_completing(person, progress, cohort, with_reason=with_reason)


def _add_completing(person: dict, progress: Progress, cohort: Cohort, *, with_reason: bool) -> None:
    refusal = against_completing(progress, cohort, with_reason=with_reason)
    person["may_complete"] = not refusal
    # Before the last session completing is refused for every participant, so say nothing.
    person["short_of"] = "" if progress.unmarked else refusal
