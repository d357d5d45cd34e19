"""Referrals in the states that single pages of the desk and of an agency are for."""

import datetime as dt

from referral_portal.common.dates import local_today
from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals import workflow
from referrals.enums import EndingCode, Status
from referrals.models import NamedUser, Referral
from referrals.notifications import BY_DESK
from tests.factories.accounts import UserFactory
from tests.factories.desk import hold, make_person, make_referral, risk_held
from tests.factories.questions import ask, refer

ASKED = (
    "referrals:own_answer",
    "admin:referrals_referral_answer",
    "admin:referrals_referral_triage_answer",
)
ON_HOLD = ("admin:referrals_referral_off-hold", "admin:referrals_referral_triage_off-hold")
DECLINED = (
    "admin:referrals_referral_correct",
    "admin:referrals_referral_review",
    "admin:referrals_referral_review-letter",
)
RESTRICTED = ("admin:referrals_referral_named", "admin:referrals_referral_name")


def rows_of_states(*, referrer, manager, programme, now: dt.datetime) -> dict[str, dict]:
    """Make a referral in each state; return by address what it names there.

    `referrer` works for the agency that is asked, and `manager` is named on the restricted referral.
    """
    coordinator = UserFactory(coordinator=True)
    asked, _ = refer(referrer, submitted_at=now)
    ask(asked, by=coordinator, now=now)
    paused = make_referral(status=Status.ON_HOLD, review_on=local_today(now), submitted_at=now)
    declined, call = _declined_by_telephone(coordinator, now)
    restricted = make_referral(is_restricted=True, submitted_at=now)
    NamedUser.objects.create(referral=restricted, user=manager, at=now)
    accepted = make_referral(
        status=Status.AWAITING_ALLOCATION, programme=programme, submitted_at=now
    )
    states = {ASKED: asked, ON_HOLD: paused, DECLINED: declined, RESTRICTED: restricted}
    return {
        **{name: {"referral_id": row.pk} for names, row in states.items() for name in names},
        "admin:referrals_referral_call": {"referral_id": declined.pk, "message_id": call.pk},
        "admin:referrals_referral_unname": {"referral_id": restricted.pk, "user_id": manager.pk},
        "admin:referrals_referral_held": {"user_id": hold(accepted, now=now).pk},
        "cohorts:place": {"referral_id": accepted.pk},
    }


def _declined_by_telephone(by, now: dt.datetime) -> tuple[Referral, OutgoingMessage]:
    """Decline a referral; return it with the call that is to be made about it."""
    referral = make_referral(person=make_person(email=""), submitted_at=now)
    workflow.decline(
        referral_id=referral.pk,
        code=EndingCode.NOT_READY,
        words="Not yet.",
        by=by,
        now=now,
        **risk_held(now),
    )
    call = OutgoingMessage.objects.get(referral_id=referral.pk, template=BY_DESK)
    call.status = MessageStatus.SENT
    call.save(update_fields=["status"])
    return referral, call
