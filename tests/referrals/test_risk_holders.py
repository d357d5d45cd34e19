"""After a decline a named person holds the risk, with a date where nobody referred."""

import datetime as dt

import pytest

from referrals import workflow
from referrals.enums import EndingCode
from referrals.models import StatusChange, Task
from referrals.risk_holders import latest_risk_review
from referrals.transitions import TransitionNotAllowed
from tests.factories.accounts import UserFactory
from tests.factories.desk import NOW, make_referral

pytestmark = pytest.mark.django_db
HOLDER = "C. Coordinator, Invented Police"


def decline(*, agency=False, code=EndingCode.NOT_READY, **risk):
    workflow.decline(
        referral_id=make_referral(agency=agency).pk,
        code=code,
        words="Not yet.",
        by=UserFactory(coordinator=True),
        now=NOW,
        **risk,
    )


@pytest.mark.parametrize("agency", [True, False])
def test_no_referral_is_declined_without_a_name(agency):
    with pytest.raises(TransitionNotAllowed, match="Name who holds") as refused:
        decline(agency=agency, risk_holder=" ", risk_review_on=latest_risk_review(NOW))

    assert refused.value.field == "risk_holder"
    assert not StatusChange.objects.exists()


@pytest.mark.parametrize("days", [None, 0, -1, 29])
def test_a_self_referral_is_not_declined_without_a_date_in_time(days):
    on = None if days is None else NOW.date() + dt.timedelta(days=days)

    with pytest.raises(TransitionNotAllowed, match="must be after today") as refused:
        decline(risk_holder=HOLDER, risk_review_on=on)

    assert refused.value.field == "risk_review_on"


def test_the_name_and_the_date_are_kept_and_an_agency_has_none_of_ours():
    last = latest_risk_review(NOW)
    decline(risk_holder=f" {HOLDER} ", risk_review_on=last)
    decline(agency=True, risk_holder=HOLDER, risk_review_on=last)

    kept = StatusChange.objects.order_by("pk").values_list("risk_holder", "risk_review_on")
    assert list(kept) == [(HOLDER, last), (HOLDER, None)]


def test_a_task_stands_on_the_day_on_which_the_risk_is_looked_at_again():
    last = latest_risk_review(NOW)
    decline(risk_holder=HOLDER, risk_review_on=last)
    decline(agency=True, risk_holder=HOLDER, risk_review_on=last)

    task = Task.objects.get()
    assert (task.due_on, HOLDER in task.words, task.referral.referrer) == (last, True, None)


@pytest.mark.parametrize("agency", [True, False])
def test_after_a_death_nobody_is_named(agency):
    decline(agency=agency, code=EndingCode.DIED)

    assert StatusChange.objects.get().risk_holder == ""
