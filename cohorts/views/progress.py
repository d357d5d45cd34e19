"""What the page of a cohort says about how far its people are in the plan."""

import datetime as dt

from cohorts.booking_rules import COMES
from cohorts.models import Cohort, Session
from cohorts.progress import plan_of, progress_in
from cohorts.register import newest_marks_of


def add_progress(
    cohort: Cohort, people: list[dict], sessions: list[Session], today: dt.date
) -> None:
    """Give each of `people` what was attended, and what can be booked, in two queries for all."""
    plan, marks = plan_of(cohort), newest_marks_of(cohort)
    for person in people:
        enrolment = person["enrolment"]
        own = {session: mark for (session, who), mark in marks.items() if who == enrolment.pk}
        progress = progress_in(cohort, plan=plan, sessions=sessions, enrolment=enrolment, marks=own)
        person["attended"], person["of_all"] = progress.delivered, progress.of_all
        if enrolment.ended_at is None and enrolment.referral.status in COMES:
            person["next"] = progress.next_open if cohort.is_single else None
            person["missed"] = [
                {"step": step, "late": bool(step.due_on and step.due_on < today)}
                for step in progress.missed
            ]
