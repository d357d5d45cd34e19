"""Kills at some of the network writes of `./dev prove faults`, and every control."""

import pytest

from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from safeguarding.models import Alert, VictimCase
from tests.factories.referrals import make_catalogue
from tests.factories.safeguarding import CANARY
from tests.proofs.faults.controls import controls
from tests.proofs.faults.counting import faults
from tests.proofs.faults.crossing import Copying, Draining, Opening, Pulling
from tests.proofs.faults.points import kill_at_writes
from tests.proofs.faults.sending import Sending
from tests.proofs.restore.sink import Sink

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "safeguarding"])


@pytest.fixture
def sink(tmp_path, settings):
    """A mail server on loopback."""
    settings.EMAIL_URL = (server := Sink(tmp_path / "sent")).address
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("route", ["self", "agency"])
def test_61_no_form_is_lost_or_doubled_when_the_web_process_is_killed(route, sink):
    make_catalogue()
    result = kill_at_writes(Sending(route, sink), every=19)
    assert result.faults == []
    assert result.points > 2


def test_no_letter_is_lost_or_doubled_when_the_worker_is_killed(sink):
    result = kill_at_writes(Draining(sink), every=9)
    assert result.faults == []
    assert result.points > 3


@pytest.mark.parametrize("stage", [Opening, Copying, Pulling])
def test_nothing_is_lost_or_doubled_when_it_is_killed_on_its_way_across(stage):
    result = kill_at_writes(stage(), every=13)
    assert result.faults == []
    assert result.points > 2


def test_the_count_after_random_faults_finds_everything(sink, settings):
    """Lost, doubled and silent, each put in on purpose after a run that has none of them."""
    made = Draining(sink)
    referral = made.prepare()
    made.finish(referral)
    truth, sent = {referral.reference: CANARY}, sink.deliveries
    letter = OutgoingMessage.objects.exclude(audience="staff").get().message_id
    alert = OutgoingMessage.objects.get(audience="staff").message_id

    def found(truth: dict[str, str], sent: list[str]) -> list[str]:
        return [fault.split(":")[0] for fault in faults(truth, sent)[0]]

    assert found(truth, sent) == found(truth, [*sent, alert]) == []
    assert found({**truth, "nowhere": ""}, sent) == ["referrals lost", "people lost"]
    assert found({referral.reference: "another word"}, sent) == ["people lost"]
    assert "arrived 2 times" in faults(truth, [*sent, letter])[0][0]
    assert "lost without a word" in faults(truth, [alert])[0][0]
    OutgoingMessage.objects.exclude(audience="staff").update(status=MessageStatus.CLAIMED)
    assert "on no desk" in faults(truth, sent)[0][0]
    Alert.objects.filter(kind="new_case").delete()
    VictimCase.objects.all().delete()
    assert {"people lost", "no case or two"} <= set(found(truth, sent))


def test_every_control_is_caught(sink):
    make_catalogue()
    found = controls(sink)
    assert all(found.values()), found
