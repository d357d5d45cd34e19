"""Each process signs only after its work went well, and the opener only while nothing waits closed."""

import base64
import datetime as dt

import pytest
from django.utils import timezone
from nacl.public import PrivateKey

from referral_portal.outbox.enums import Process
from referral_portal.outbox.models import Heartbeat
from referral_portal.sealing.models import SealedEnvelope
from safeguarding import tasks
from safeguarding.crossing.signs import give_sign_of_life
from safeguarding.models import OpenFailure
from tests.factories.safeguarding import make_referral
from tests.safeguarding.helpers import said

pytestmark = [pytest.mark.django_db(databases=["default", "safeguarding"]), pytest.mark.sqlite]
# What each process cannot do without.
WORK = {
    Process.OPENER: ["open_waiting", "blank_backed_up"],
    Process.PULLER: ["pull", "tell_link_workers", "index_waiting"],
    Process.COPIER: ["copy_waiting"],
}


def signed() -> set[str]:
    """The processes that have signed."""
    return set(Heartbeat.objects.values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("process", "work"), [(process, one) for process, works in WORK.items() for one in works]
)
def test_a_process_whose_work_fails_is_silent_and_the_others_are_not(monkeypatch, process, work):
    def fail(*, now):
        raise OSError

    monkeypatch.setattr(tasks, work, fail)
    tasks.tick()
    assert signed() == set(Process) - {process}


def test_an_opener_without_its_key_gives_no_sign(settings, tmp_path):
    settings.SEALING_PRIVATE_KEY_FILE = tmp_path / "missing.key"
    make_referral()
    said("open_envelopes")
    tasks.tick()
    assert signed() == set(Process) - {Process.OPENER}


def test_an_opener_with_another_key_gives_no_sign_until_it_has_opened_what_waits(
    settings, tmp_path
):
    make_referral()
    right = settings.SEALING_PRIVATE_KEY_FILE
    settings.SEALING_PRIVATE_KEY_FILE = tmp_path / "other.key"
    settings.SEALING_PRIVATE_KEY_FILE.write_text(
        base64.b64encode(bytes(PrivateKey.generate())).decode()
    )
    said("open_envelopes")
    assert OpenFailure.objects.get().reason == "unreadable"
    said("open_envelopes")
    assert signed() == set()
    settings.SEALING_PRIVATE_KEY_FILE = right
    said("open_envelopes", "--again")
    assert SealedEnvelope.objects.get().opened_at
    assert signed() == {Process.OPENER}


def test_a_sign_that_cannot_be_given_stops_no_other_process(monkeypatch):
    def refuse(*, of, now):
        if of == Process.PULLER:
            raise OSError
        give_sign_of_life(of=of, now=now)

    monkeypatch.setattr(tasks, "give_sign_of_life", refuse)
    tasks.tick()
    assert signed() == set(Process) - {Process.PULLER}


def test_each_sign_counts_one_more():
    now = timezone.now()
    for minutes in range(3):
        give_sign_of_life(of=Process.COPIER, now=now + dt.timedelta(minutes=minutes))
    row = Heartbeat.objects.get()
    assert (row.sequence, row.at) == (3, now + dt.timedelta(minutes=2))
