"""Only the portal can mark a form as synthetic, and a mark is good for one draft."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.core import signing
from django.test import RequestFactory
from django.utils import timezone

from referrals.models import Referral, SyntheticRound
from referrals.synthetic import rounds
from referrals.synthetic.marks import HEADER, MINUTES, SALT, make_mark
from tests.factories.referrals import make_catalogue, walk
from tests.referrals.synthetic.walking import switch_on

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 12, 1, 10, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def on(settings):
    switch_on(settings)


def asked(mark: str | None) -> SyntheticRound | None:
    headers = {} if mark is None else {HEADER: mark}
    return rounds.round_of(RequestFactory().get("/", headers=headers))


def test_the_mark_of_a_round_names_it(settings):
    synthetic = rounds.begin(NOW)
    mark = make_mark(synthetic.pk)
    assert asked(mark) == synthetic
    settings.SYNTHETIC_MINUTES = 0
    assert asked(mark) is None


def test_a_mark_that_the_portal_did_not_make_marks_nothing(settings):
    synthetic = rounds.begin(NOW)
    mark = make_mark(synthetic.pk)
    others = [
        None,
        "",
        "synthetic",
        str(synthetic.pk),
        mark[:-1],
        signing.dumps(str(synthetic.pk)),
        signing.dumps(str(synthetic.pk), salt=SALT, key="another key"),
        signing.dumps([1], salt=SALT),
        signing.dumps("no id", salt=SALT),
        signing.dumps(str(uuid.uuid4()), salt=SALT),  # of a round that was not begun
    ]
    assert [asked(other) for other in others] == [None] * len(others)


def test_a_mark_ends_with_its_time_and_with_its_round():
    with time_machine.travel(NOW) as clock:
        synthetic = rounds.begin(NOW)
        mark = make_mark(synthetic.pk)
        assert asked(mark) == synthetic
        clock.shift(dt.timedelta(minutes=MINUTES, seconds=1))
        assert asked(mark) is None
    mark = make_mark(synthetic.pk)
    SyntheticRound.objects.update(sent_at=timezone.now())
    assert asked(mark) is None


def test_a_mark_does_not_hide_a_form_that_was_started_without_it(client):
    """A header that comes late makes no referral disappear, whichever draft its round is bound to."""
    make_catalogue()
    url = walk(client, "self")
    for bound in (None, uuid.uuid4()):
        synthetic = rounds.begin(timezone.now())
        if bound:
            rounds.bind(synthetic, bound)
        page = client.get(url, headers={HEADER: make_mark(synthetic.pk)})
        assert page.status_code == 200
    client.post(url, {"declares": "on"}, headers={HEADER: make_mark(synthetic.pk)})
    assert Referral.objects.count() == 1
    assert not SyntheticRound.objects.exclude(sent_at=None).exists()
