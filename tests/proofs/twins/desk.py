"""What the desk of a world does besides its decisions, so that every page of the desk has rows."""

import datetime as dt

from referrals.complaints import record_complaint
from referrals.enums import MatchAnswer
from referrals.joining import answer_pair
from referrals.models import NamedUser, Referral
from referrals.models.complaints import Complainant
from safeguarding.demo.amending import amend_form
from safeguarding.demo.questions import ask_agency
from safeguarding.demo.tasks import add_tasks
from safeguarding.demo.team import share_work
from tests.factories.matches import make_match, pair
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
    make_review(declined, by=coordinator, reviewer=users["manager"], number=decision.number)
    share_work(users=users, now=now)
    _find_matches([accepted, asked, declined], by=coordinator, now=now)
    _name_people(new[-1], users=users, now=now)


def _find_matches(referrals: list[Referral], *, by, now: dt.datetime) -> None:
    """Find participants who may be one person, and answer about one of the pairs."""
    first, second, third = [referral.participant for referral in referrals]
    make_match(first, second, found_at=now)
    make_match(second, third, found_at=now)
    answer_pair(pair=pair(second, third), answer=MatchAnswer.NOT_SAME, by=by, now=now)


def _name_people(referral: Referral, *, users: dict, now: dt.datetime) -> None:
    """Let one referral be seen by named people only, a coordinator and a manager."""
    Referral.objects.filter(pk=referral.pk).update(is_restricted=True)
    for name in ("coordinator", "manager"):
        NamedUser.objects.create(referral=referral, user=users[name], at=now)
