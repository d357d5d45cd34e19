"""What is shared with the programme: cards, and what a participant is kept apart from."""

import datetime as dt

import pytest
from django.utils import timezone

from referral_portal.common.dates import local_today
from referral_portal.common.refusals import Refusal
from safeguarding.casework.disclosures import (
    end_keep_apart,
    issue_card,
    keep_apart,
    kept_apart,
)
from safeguarding.models import Handback
from tests.factories.safeguarding import make_case, make_worker

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def card(case, worker, **fields):
    """Issue a card until tomorrow, unless `fields` says otherwise."""
    now = timezone.now()
    return issue_card(
        **{
            "case_id": case.pk, "audience": "manager", "basis": "agreed", "text": "Ring us first.",
            "asks_reply": False, "expires_on": local_today(now) + dt.timedelta(days=1),
            "by": worker, "now": now, **fields,
        }
    )  # fmt: skip


def test_a_card_lasts_a_while_and_not_for_ever(worker, case, settings):
    today = timezone.localdate()
    for days in (0, settings.CARD_DAYS):
        assert card(case, worker, expires_on=today + dt.timedelta(days=days)).payload["text"]
    for days in (-1, settings.CARD_DAYS + 1):
        with pytest.raises(Refusal) as refusal:
            card(case, worker, expires_on=today + dt.timedelta(days=days))
        assert refusal.value.field == "expires_on"
    assert Handback.objects.filter(kind="referrals.ReleasedCard").count() == 2


def test_a_participant_is_kept_apart_from_exactly_one_thing(worker, case):
    keep = {"case_id": case.pk, "by": worker, "now": timezone.now()}
    other = make_case(owner=make_worker())
    for wrong, field in (
        ({}, "apart_from"),
        ({"other_reference": other.reference, "venue_id": 1}, "apart_from"),
        ({"other_reference": case.reference}, "reference"),
        ({"other_reference": "KM-2222-2222"}, "reference"),
    ):
        with pytest.raises(Refusal) as refusal:
            keep_apart(**keep, **wrong)
        assert refusal.value.field == field
    assert not Handback.objects.exists()
    # The other participant's case may be a colleague's.
    handback = keep_apart(**keep, other_reference=other.reference)
    assert kept_apart(case) == {handback.uuid: handback}
    end = {**keep, "handback_id": handback.uuid}
    assert end_keep_apart(**end).payload["ends"] is True
    assert kept_apart(case) == {}
    with pytest.raises(Refusal, match="no longer kept apart"):
        end_keep_apart(**end)


def test_a_handback_that_failed_keeps_nobody_apart(worker, case):
    handback = keep_apart(case_id=case.pk, venue_id=1, by=worker, now=timezone.now())
    Handback.objects.filter(pk=handback.pk).update(failed_at=timezone.now(), reason="unknown")
    assert kept_apart(case) == {}
