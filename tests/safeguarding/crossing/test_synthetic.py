"""A synthetic referral is opened, seen on the worklist and handed back, and leaves no case."""

import datetime as dt

import pytest
from django.apps import apps
from django.utils import timezone

from referral_portal.outbox.models import MessageRelease
from referrals.models import Referral, SyntheticReturn, SyntheticRound
from referrals.synthetic import rounds
from safeguarding.crossing import synthetic
from safeguarding.crossing.copier import sweep
from safeguarding.crossing.envelopes import open_waiting
from safeguarding.crossing.synthetic import NotSynthetic, release, return_seen, show
from safeguarding.models import (
    Alert,
    Handback,
    OpenedEnvelope,
    OpenFailure,
    SafeguardingEvent,
    SyntheticCase,
    VictimCase,
)
from safeguarding.querysets import AlertQuerySet
from safeguarding.tasks import tick
from tests.factories.safeguarding import PARTS, PERSON, make_case, make_referral
from tests.factories.synthetic import seal_synthetic, sent_round

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
OWN = {
    "safeguarding.SyntheticCase",
    "safeguarding.OpenedEnvelope",
    "safeguarding.SafeguardingEvent",
    "referrals.SyntheticReturn",
}


def counts() -> dict[str, int]:
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


# -- The way through ------------------------------------------------------------------------------
def test_a_round_goes_through_and_leaves_no_row_that_a_page_reads(settings):
    settings.SAFEGUARDING_EMAIL = "link-workers@example.org"
    settings.SYNTHETIC_MINUTES = 60
    round_ = sent_round()
    before = counts()
    tick()
    case = SyntheticCase.objects.get()
    assert case.contents["person"] == PERSON
    assert set(case.contents) == set(PARTS)
    assert case.opened_at <= case.seen_at <= case.returned_at
    assert SyntheticReturn.objects.get().pk == round_.referral_id
    after = counts()
    changed = {label for label, number in after.items() if number != before[label]}
    assert changed - {"outbox.Heartbeat", "safeguarding.PullCursor"} == OWN
    assert [event.action for event in SafeguardingEvent.objects.all()] == ["synthetic.release"]
    assert rounds.finish(now=timezone.now()) == 1
    assert sweep(now=timezone.now()) == (0, 0)
    tick()
    assert SafeguardingEvent.objects.count() == 1


def test_it_counts_as_seen_only_when_the_worklist_shows_it(monkeypatch):
    """The control: a worklist that has lost its alerts lets no round pass."""
    sent_round()
    open_waiting(now=timezone.now())
    monkeypatch.setattr(AlertQuerySet, "on_worklist_of", lambda self, worker: [self.none()])
    assert show(now=timezone.now()) == 0
    assert return_seen(now=timezone.now()) == 0
    assert SyntheticCase.objects.get().seen_at is None
    assert not SyntheticReturn.objects.exists()
    monkeypatch.undo()
    assert show(now=timezone.now()) == 1
    assert not Alert.objects.exists()


def test_a_step_that_fails_holds_up_no_real_envelope(monkeypatch, caplog):
    round_ = sent_round()
    referral = make_referral()

    def fail(case, parts):
        if case.referral_id == round_.referral_id:
            raise RuntimeError
        return True

    monkeypatch.setattr(synthetic, "fill_case", fail)
    assert open_waiting(now=timezone.now()) == 2
    assert VictimCase.objects.get().referral_id == referral.pk
    assert not SyntheticCase.objects.exists()
    assert [record.step for record in caplog.records if record.message == "synthetic round"] == [
        "open"
    ]


def test_an_envelope_whose_round_is_forgotten_is_opened_and_no_more():
    sent_round()
    SyntheticRound.objects.all().delete()
    assert open_waiting(now=timezone.now()) == 1
    assert OpenedEnvelope.objects.get().kind == "synthetic"
    assert not SyntheticCase.objects.exists()
    assert not OpenFailure.objects.exists()


def test_an_envelope_that_is_opened_again_after_a_restore_changes_nothing():
    sent_round()
    open_waiting(now=timezone.now())
    OpenedEnvelope.objects.all()._raw_delete("safeguarding")
    assert open_waiting(now=timezone.now()) == 1
    assert SyntheticCase.objects.count() == 1


# -- What it can never hide or let go --------------------------------------------------------------
def test_a_row_of_a_round_makes_no_real_referral_synthetic():
    """Who owns the portal's tables can write a round for a real envelope: its content decides."""
    referral = make_referral()
    SyntheticRound.objects.create(
        started_at=timezone.now(),
        sent_at=timezone.now(),
        referral_id=referral.pk,
        reference=referral.reference,
        envelope_id=referral.envelope_id,
    )
    assert open_waiting(now=timezone.now()) == 1
    assert VictimCase.objects.get().referral_id == referral.pk
    assert not SyntheticCase.objects.exists()


def test_a_synthetic_envelope_cannot_take_the_place_of_a_real_one():
    referral = make_referral()
    forged = seal_synthetic(referral.pk)
    Referral.objects.filter(pk=referral.pk).update(envelope_id=forged.pk)
    SyntheticRound.objects.create(
        started_at=timezone.now(),
        sent_at=timezone.now(),
        referral_id=referral.pk,
        reference=referral.reference,
        envelope_id=forged.pk,
    )
    open_waiting(now=timezone.now())
    # Neither opens, both are on record, and the case is there for a person to look at.
    assert OpenFailure.objects.count() == 2
    assert VictimCase.objects.get().referral_id == referral.pk
    assert not SyntheticCase.objects.exists()


def nothing_left() -> None:
    assert not SyntheticReturn.objects.exists()
    assert not MessageRelease.objects.exists()
    assert not Handback.objects.exists()
    assert not SafeguardingEvent.objects.filter(action="synthetic.release").exists()


def test_a_real_case_is_never_released_without_a_link_worker(settings):
    settings.SYNTHETIC_MINUTES = 60
    case = make_case()
    with pytest.raises(NotSynthetic):
        release(case.referral_id, now=timezone.now())
    assert return_seen(now=timezone.now()) == 0
    nothing_left()
    # Not even when a row says that it is synthetic and was seen.
    now = timezone.now()
    SyntheticCase.objects.create(
        pk=case.referral_id, reference=case.reference, contents={}, opened_at=now, seen_at=now
    )
    with pytest.raises(NotSynthetic):
        release(case.referral_id, now=now)
    nothing_left()


def test_what_was_not_seen_on_the_worklist_is_not_released():
    """The control is the same row once it was seen."""
    round_ = sent_round()
    open_waiting(now=timezone.now())
    with pytest.raises(NotSynthetic):
        release(round_.referral_id, now=timezone.now())
    nothing_left()
    show(now=timezone.now())
    release(round_.referral_id, now=timezone.now())
    assert SyntheticReturn.objects.count() == 1


def test_a_referral_that_only_the_portal_has_is_not_released():
    referral = make_referral()
    now = timezone.now()
    SyntheticCase.objects.create(
        pk=referral.pk, reference=referral.reference, contents={}, opened_at=now, seen_at=now
    )
    with pytest.raises(NotSynthetic):
        release(referral.pk, now=now)
    nothing_left()


def test_rows_are_forgotten_after_their_time(settings):
    sent_round()
    open_waiting(now=timezone.now())
    kept = dt.timedelta(hours=settings.SYNTHETIC_KEEP_HOURS)
    assert synthetic.forget(now=timezone.now()) == 0
    assert synthetic.forget(now=timezone.now() + kept) == 1
    assert not SyntheticCase.objects.exists()
