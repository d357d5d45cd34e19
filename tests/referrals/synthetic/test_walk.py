"""The walk sends a whole form, and leaves nothing but a round and an envelope."""

import pytest
from django.apps import apps
from django.utils import timezone

from referral_portal.sealing.models import SealedEnvelope
from referrals.models import Draft, Referral, SyntheticRound
from referrals.synthetic import walk
from referrals.synthetic.browser import Stopped
from referrals.synthetic.marks import HEADER
from referrals.synthetic.walk import run, take_turn
from tests.factories.referrals import make_catalogue
from tests.referrals.synthetic.walking import sent_round, switch_on, to_client

pytestmark = pytest.mark.django_db
OWN = {"referrals.SyntheticRound", "sealing.SealedEnvelope"}


@pytest.fixture(autouse=True)
def on(settings):
    switch_on(settings)
    make_catalogue()


def counts() -> dict[str, int]:
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models()
        if model._meta.app_label != "safeguarding"
    }


def posts(seen: list) -> int:
    return len([method for method, _, _ in seen if method == "POST"])


def test_a_walk_leaves_a_round_and_an_envelope_and_no_other_row(settings):
    # Not even a counter of forms, and limits do not stop it.
    settings.FLOOD_LIMITS = dict.fromkeys(settings.FLOOD_LIMITS, (0, 0))
    before, seen = counts(), []
    assert run(now=timezone.now(), send=to_client(seen))
    after = counts()
    changed = {label for label, number in after.items() if number != before[label]}
    assert changed == OWN
    synthetic = sent_round()
    assert synthetic.reference.startswith("KM-")
    assert synthetic.referral_id is not None
    assert SealedEnvelope.objects.get().pk == synthetic.envelope_id
    assert posts(seen) > 30


def test_without_its_mark_the_walk_stops_before_it_says_anything(caplog):
    seen = []
    assert not run(now=timezone.now(), send=to_client(seen, without=HEADER))
    assert caplog.records[-1].reason == "the mark was not taken"
    assert posts(seen) == 1
    assert not Referral.objects.exists()
    assert not SealedEnvelope.objects.exists()


def test_a_page_that_fails_stops_the_walk_and_deletes_its_draft(caplog):
    whole = to_client()

    def send(method, path, body, headers):
        answer = whole(method, path, body, headers)
        return answer if "/place/" not in path else type(answer)(503, "", [], "")

    assert not run(now=timezone.now(), send=send)
    assert caplog.records[-1].reason == "status 503"
    assert not Draft.objects.exists()
    assert not SyntheticRound.objects.exclude(sent_at=None).exists()


def test_a_page_that_does_not_lead_on_stops_the_walk(caplog, monkeypatch):
    monkeypatch.setitem(walk.ANSWERS, "now", {})
    assert not run(now=timezone.now(), send=to_client())
    assert caplog.records[-1].reason == "no way on from now"


def test_a_form_that_takes_too_long_is_given_up(caplog, monkeypatch):
    monkeypatch.setattr(walk, "MOST_SECONDS", 0)
    assert not run(now=timezone.now(), send=to_client())
    assert caplog.records[-1].reason == "too slow"


def test_a_form_that_is_not_offered_and_one_without_districts(monkeypatch):
    page = walk.Browser(lambda *_: None, "testserver")
    monkeypatch.setattr(page, "open", lambda path: None)
    with pytest.raises(Stopped, match="not offered"):
        walk.start(page)
    page.path = "/refer/domestic-abuse/self/area/"
    with pytest.raises(Stopped, match="no district"):
        walk.answer_all(page)


def test_a_turn_runs_a_round_only_when_it_is_switched_on(settings, monkeypatch):
    asked = []

    def send(method, path, body, headers):
        asked.append(path)
        raise Stopped("ConnectionRefusedError")

    monkeypatch.setattr(walk, "over_http", lambda url: send)
    settings.SYNTHETIC_MINUTES = 0
    take_turn()
    assert asked == []
    settings.SYNTHETIC_MINUTES = 60
    take_turn()
    take_turn()  # not again for a while
    assert asked == ["/refer/"]
