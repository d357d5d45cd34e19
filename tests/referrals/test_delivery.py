"""The steps that follow from a place: each needs its cause, and words where it ends."""

import pytest
from django.core.exceptions import PermissionDenied

from referrals import delivery
from referrals.enums import EndingCode, Status, Trigger
from referrals.transitions import TransitionNotAllowed
from tests.factories.desk import NOW, make_referral, staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("verb", "status", "trigger", "extra", "leads_to"),
    [
        ("allocate", Status.AWAITING_ALLOCATION, Trigger.PLACE_GIVEN, {}, Status.SCHEDULED),
        ("start", Status.SCHEDULED, Trigger.FIRST_ATTENDANCE, {}, Status.ON_PROGRAMME),
        ("complete", Status.ON_PROGRAMME, Trigger.PLACE_ENDED, {}, Status.COMPLETED),
        (
            "lose_cohort",
            Status.SCHEDULED,
            Trigger.COHORT_CANCELLED,
            {"words": "No venue."},
            Status.AWAITING_ALLOCATION,
        ),
        (
            "return_to_waiting_list",
            Status.SCHEDULED,
            Trigger.PLACE_ENDED,
            {"words": "Works late."},
            Status.AWAITING_ALLOCATION,
        ),
    ],
)
def test_a_step_follows_from_what_happened_to_the_place(verb, status, trigger, extra, leads_to):
    manager = staff(manager=True)
    referral, other = make_referral(status=status), make_referral(status=status)
    step = getattr(delivery, verb)

    taken = step(referral_id=referral.pk, by=manager, now=NOW, follows_from=trigger, **extra)

    assert taken.status == leads_to
    with pytest.raises(PermissionDenied):
        step(referral_id=other.pk, by=manager, now=NOW, **extra)
    other.refresh_from_db()
    assert other.status == status


@pytest.mark.parametrize("words", ["", "  "])
def test_an_end_by_our_decision_needs_words(words):
    referral = make_referral(status=Status.ON_PROGRAMME)

    with pytest.raises(TransitionNotAllowed, match="own words") as refused:
        delivery.remove(
            referral_id=referral.pk,
            code=EndingCode.NOT_ENGAGED,
            words=words,
            by=staff(manager=True),
            now=NOW,
            follows_from=Trigger.PLACE_ENDED,
        )

    assert refused.value.field == "words"
