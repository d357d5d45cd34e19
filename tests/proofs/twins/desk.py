"""What the desk of a world does besides its decisions, so that every page of the desk has rows."""

import datetime as dt

from referrals.complaints import record_complaint
from referrals.models import Referral
from referrals.models.complaints import Complainant
from safeguarding.demo.amending import amend_form
from safeguarding.demo.questions import ask_agency
from safeguarding.demo.tasks import add_tasks
from safeguarding.demo.team import share_work
from tests.factories.reviews import make_review


def work_at_the_desk(
    *,
    new: list[Referral],
    accepted: Referral,
    asked: Referral,
    declined: Referral,
    users: dict,
    now: dt.datetime,
) -> None:
    """Add tasks, amend an accepted form, ask an agency, review a decline, and share the work."""
    coordinator, earlier = users["coordinator"], now - dt.timedelta(days=1)
    add_tasks(new, users=users, now=now)
    amend_form(accepted, users=users, now=earlier)
    ask_agency(asked, coordinator=coordinator, worker=users["agency"], now=earlier)
    record_complaint(
        referral_id=declined.pk,
        made_by=Complainant.PARTICIPANT,
        words="Nobody rang me back.",
        about=[coordinator.pk],
        by=coordinator,
        now=earlier,
    )
    decision = declined.status_changes.order_by("-number").first()
    make_review(declined, by=coordinator, number=decision.number)
    share_work(users=users, now=now)
