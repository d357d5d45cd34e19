"""The two lanes as the worker runs them: one hanging letter holds up no alert."""

import pytest
from django.utils import timezone

from referral_portal import embedded
from referral_portal.outbox import tasks
from referral_portal.outbox.enums import Audience, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.outbox.queue import queue_message
from tests.outbox.mail_server import HANG
from tests.outbox.test_drain import CONTEXT
from tests.patience import eventually

LETTER, ALERT = "letter@example.org", "alert@example.org"


def queued(to, audience):
    return queue_message(
        template="referrals/receipt_participant",
        to=to,
        context=CONTEXT,
        key=to,
        audience=audience,
        now=timezone.now(),
        leaves=timezone.now(),
    )


@pytest.fixture
def background(mail, transactional_db):
    embedded.run_threads()
    yield
    mail.over.set()
    embedded.stop()
    tasks.LETTERS.server.answered()  # what this process has learnt about the server is of this test


@pytest.mark.django_db(databases=["default", "safeguarding"], transaction=True)
def test_an_alert_leaves_while_a_letter_hangs(mail, background):
    hangs = f"rcpt TO:<{LETTER}>"
    mail.faults = {hangs: HANG}
    letter = queued(LETTER, Audience.PARTICIPANT)
    eventually(lambda: hangs in mail.said, "the letter hangs")

    alert = queued(ALERT, Audience.STAFF)
    eventually(lambda: mail.ids == [alert.message_id], "the alert arrives")
    letter.refresh_from_db()
    assert letter.status == MessageStatus.CLAIMED, "the letter still hangs"

    mail.over.set()
    waiting = OutgoingMessage.objects.filter(pk=letter.pk, status=MessageStatus.RENDERED)
    eventually(waiting.exists, "the letter waits for its next try")
