"""When a round is due, where it stands, and what it needs to be whole."""

import datetime as dt
import uuid

import pytest

from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referrals.models import SyntheticReturn, SyntheticRound
from referrals.synthetic import rounds
from referrals.synthetic.rounds import Step
from tests.referrals.synthetic.walking import switch_on

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 12, 1, 10, 20, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def on(settings):
    switch_on(settings)


def a_round(*, minutes: int = 0, sent: bool = True, back: bool = False) -> SyntheticRound:
    at = NOW - dt.timedelta(minutes=minutes)
    synthetic = SyntheticRound.objects.create(
        started_at=at,
        referral_id=uuid.uuid4(),
        reference="INV3NT3D",
        envelope_id=uuid.uuid4(),
        sent_at=at if sent else None,
    )
    if back:
        SyntheticReturn.objects.create(pk=synthetic.referral_id, at=at)
    return synthetic


@pytest.mark.parametrize(
    ("minutes", "sent", "due"),
    [(1, False, False), (6, False, True), (6, True, False), (59, True, False), (60, True, True)],
)
def test_a_round_is_due_after_a_period_and_sooner_when_one_was_not_sent(minutes, sent, due):
    assert rounds.is_due(NOW)
    a_round(minutes=minutes, sent=sent)
    assert rounds.is_due(NOW) is due


@pytest.mark.parametrize(("minutes", "url"), [(0, "http://portal-web:8000"), (60, "")])
def test_without_a_period_or_an_address_none_is_due(settings, minutes, url):
    settings.SYNTHETIC_MINUTES, settings.SYNTHETIC_URL = minutes, url
    assert not rounds.is_due(NOW)


def test_only_the_first_draft_is_bound():
    synthetic, first = rounds.begin(NOW), uuid.uuid4()
    rounds.bind(synthetic, first)
    rounds.bind(synthetic, uuid.uuid4())
    assert SyntheticRound.objects.get().referral_id == first


def test_each_step_of_a_round():
    assert rounds.newest() == (None, None)
    assert rounds.step_of(a_round(sent=False)) == Step.FORM
    assert rounds.step_of(a_round()) == Step.ANSWER
    assert rounds.step_of(a_round(back=True)) == Step.MESSAGE
    assert rounds.finish(now=NOW) == 1
    whole = SyntheticRound.objects.get(returned_at__isnull=False)
    assert rounds.step_of(whole) == Step.WHOLE
    a_round(minutes=-1)
    assert rounds.newest() == (NOW, Step.ANSWER)


def test_the_message_of_a_round_is_released_for_real_and_leaves_no_row(monkeypatch):
    a_round(back=True)
    composed = []
    monkeypatch.setattr(rounds, "compose", composed.append)
    assert rounds.finish(now=NOW) == 1
    assert [message.to_address for message in composed] == ["synthetic@example.invalid"]
    assert not OutgoingMessage.objects.exists()
    assert not MessageRelease.objects.exists()
    assert rounds.finish(now=NOW) == 0


@pytest.mark.parametrize("fault", ["never", "at once"])
def test_a_round_is_not_whole_when_the_message_step_is_wrong(monkeypatch, caplog, fault):
    """The control: a message step that sends nothing, or without a release, is noticed."""
    from django.db.models import Q

    wrong = Q(pk__in=[]) if fault == "never" else Q(pk__isnull=False)
    monkeypatch.setattr(rounds, "may_leave", lambda now: wrong)
    synthetic = a_round(back=True)
    assert rounds.finish(now=NOW) == 0
    synthetic.refresh_from_db()
    assert synthetic.returned_at is None
    assert rounds.step_of(synthetic) == Step.MESSAGE
    assert "its release" in caplog.records[-1].reason
    assert not OutgoingMessage.objects.exists()


def test_old_rounds_are_forgotten(settings):
    kept = settings.SYNTHETIC_KEEP_HOURS * 60
    a_round(minutes=kept, back=True)
    young = a_round(minutes=kept - 1, back=True)
    assert rounds.forget(now=NOW) == 1
    assert SyntheticRound.objects.get() == young
    assert SyntheticReturn.objects.get().pk == young.referral_id
