"""The copier: every answer arrives once, a bad one alone fails, and the sweep sees both ways."""

import uuid

import pytest
from django.db import IntegrityError
from django.utils import timezone

from cohorts.enums import CheckState
from cohorts.models import SessionCheck
from referral_portal.outbox.models import MessageRelease
from referrals.models import KeepApart, ReleasedCard
from safeguarding.casework.disclosures import end_keep_apart, issue_card, keep_apart
from safeguarding.crossing import copier
from safeguarding.crossing.copier import copy_waiting, sweep
from safeguarding.enums import HandbackKind
from safeguarding.models import Handback, SafeguardingEvent
from tests.factories.safeguarding import decide, make_case, make_worker

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def card_for(case, **fields):
    now = timezone.now()
    return issue_card(
        **{
            "case_id": case.pk,
            "audience": "facilitators",
            "basis": "agreed",
            "text": "Please ring before the next session.",
            "asks_reply": False,
            "expires_on": now.date(),
            "by": make_worker(is_manager=True),
            "now": now,
            **fields,
        }
    )


def broken(case, **payload):
    return Handback.objects.create(
        kind=HandbackKind.CARD,
        case=case,
        payload={
            "referral_id": str(case.referral_id),
            "audience": "manager",
            "basis": "agreed",
            "text": "x",
            "asks_reply": False,
            "expires_on": "2030-01-01",
            "released_at": timezone.now().isoformat(),
            **payload,
        },
        created_at=timezone.now(),
    )


def test_a_card_arrives_with_its_number():
    case = make_case()
    handback = card_for(case)
    assert copy_waiting(now=timezone.now()) == 1
    row = ReleasedCard.objects.get()
    assert (row.pk, row.sequence, row.referral_id) == (
        handback.uuid,
        handback.sequence,
        case.referral_id,
    )
    handback.refresh_from_db()
    assert handback.applied_at
    assert copy_waiting(now=timezone.now()) == 0


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ({"referral_id": str(uuid.uuid4())}, "unknown referral_id"),
        ({"referral_id": "nonsense"}, "not valid"),
        ({"audience": "everybody"}, "not valid"),
        ({"text": None}, "not valid"),
        ({"colour": "red"}, "unknown field"),
    ],
)
def test_a_bad_answer_fails_alone(payload, reason):
    case = make_case()
    bad = broken(case, **payload)
    good = card_for(case)
    copy_waiting(now=timezone.now())
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.applied_at, bad.reason) == (None, reason)
    assert bad.failed_at
    assert good.applied_at
    assert set(ReleasedCard.objects.values_list("pk", flat=True)) == {good.uuid}
    assert SafeguardingEvent.objects.filter(action="handback.failed").exists()


def test_a_row_the_table_refuses_is_never_marked_as_arrived(monkeypatch):
    handback = card_for(make_case())

    def refuse(self, *args, **kwargs):
        raise IntegrityError

    monkeypatch.setattr(ReleasedCard, "save", refuse)
    copy_waiting(now=timezone.now())
    handback.refresh_from_db()
    assert (handback.applied_at, handback.reason) == (None, "refused by the table")


@pytest.mark.parametrize("step", ["copy", "mark_applied"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_crash_anywhere_copies_once(monkeypatch, step, when):
    case = make_case()
    for _ in range(3):
        card_for(case)
    real = getattr(copier, step)

    def stop(*args, **kwargs):
        if when == "after":
            real(*args, **kwargs)
        raise KeyboardInterrupt

    monkeypatch.setattr(copier, step, stop)
    with pytest.raises(KeyboardInterrupt):
        copy_waiting(now=timezone.now())
    monkeypatch.setattr(copier, step, real)
    copy_waiting(now=timezone.now())
    assert ReleasedCard.objects.count() == 3
    assert not Handback.objects.filter(applied_at__isnull=True).exists()


def test_the_sweep_copies_what_was_lost_and_reports_strangers():
    case = make_case()
    lost = card_for(case)
    copy_waiting(now=timezone.now())
    ReleasedCard.objects.all()._raw_delete("default")
    stranger = SessionCheck.objects.create(
        session_id=1,
        enrolment_id=uuid.uuid4(),
        state=CheckState.GREEN,
        sequence=10**9,
        released_at=timezone.now(),
    )
    _, message = decide(case.referral_id)
    MessageRelease.objects.create(
        message_id=message.pk,
        basis="override",
        not_before=timezone.now(),
        released_at=timezone.now(),
    )
    assert sweep(now=timezone.now()) == (1, 1)
    copy_waiting(now=timezone.now())
    assert ReleasedCard.objects.filter(pk=lost.uuid).exists()
    event = SafeguardingEvent.objects.get(action="handback.stranger")
    assert event.target_id == str(stranger.pk)
    assert sweep(now=timezone.now())[0] == 0


def test_keeping_apart_and_ending_it():
    case, other, by = make_case(), make_case(), make_worker(is_manager=True)
    first = keep_apart(case_id=case.pk, other_reference=other.reference, by=by, now=timezone.now())
    end_keep_apart(case_id=case.pk, handback_id=first.uuid, by=by, now=timezone.now())
    copy_waiting(now=timezone.now())
    rows = KeepApart.objects.order_by("sequence")
    assert [(row.other_referral_id, row.ends) for row in rows] == [
        (other.referral_id, False),
        (other.referral_id, True),
    ]
