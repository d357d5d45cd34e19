"""The manager decides about this side's own emails that did not arrive."""

import pytest
from django.utils import timezone

from referral_portal.common.refusals import Refusal
from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.settling import SETTLED, Decision
from safeguarding.casework.unsent import VERBS, to_settle
from safeguarding.models import ProtectedMessage, SafeguardingEvent
from safeguarding.tasks import drain_messages
from tests.factories.messages import unsent_email
from tests.factories.safeguarding import make_worker
from tests.outbox.mail_server import MailServer

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
ACTIONS = {
    Decision.AGAIN: ("message.send_again", MessageStatus.RENDERED),
    Decision.ARRIVED: ("message.arrived", MessageStatus.SENT),
    Decision.CLOSE: ("message.close", MessageStatus.UNCERTAIN),
}


def unsent(status=MessageStatus.UNCERTAIN) -> ProtectedMessage:
    return unsent_email(now=timezone.now(), status=status)


def decide(decision, message, by):
    VERBS[decision](message_id=message.pk, by=by, now=timezone.now())
    message.refresh_from_db()


@pytest.mark.parametrize("decision", Decision)
def test_each_decision_is_recorded_and_made_once(decision):
    manager, message = make_worker(is_manager=True), unsent()
    action, status = ACTIONS[decision]
    assert list(to_settle()) == [message]

    decide(decision, message, manager)
    assert message.status == status
    assert not to_settle().exists()
    for again in Decision:
        with pytest.raises(Refusal, match=SETTLED):
            decide(again, message, manager)
    (event,) = SafeguardingEvent.objects.filter(action__startswith="message.")
    assert (event.action, event.worker_id) == (action, manager.pk)
    assert event.target_id == str(message.pk)


@pytest.mark.parametrize("decision", Decision)
def test_only_the_manager_decides(decision, worker):
    message = unsent()
    with pytest.raises(Refusal, match="Only the manager"):
        decide(decision, message, worker)
    assert list(to_settle()) == [message]


def test_one_that_failed_cannot_have_arrived():
    message = unsent(MessageStatus.FAILED)
    with pytest.raises(Refusal, match="cannot have arrived"):
        decide(Decision.ARRIVED, message, make_worker(is_manager=True))
    assert list(to_settle()) == [message]


def test_an_email_that_is_sent_again_leaves_under_the_same_name(settings):
    message, server = unsent(MessageStatus.FAILED), MailServer()
    decide(Decision.AGAIN, message, make_worker(is_manager=True))

    with server.running() as port:
        settings.EMAIL_URL = f"smtp://127.0.0.1:{port}"
        drain_messages()
    message.refresh_from_db()
    assert (message.status, message.attempts) == (MessageStatus.SENT, 1)
    assert server.ids == [message.message_id]
