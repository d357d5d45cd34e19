"""Putting a message into the outbox: finished text, one message for each cause."""

import datetime as dt

import pytest

from referral_portal.outbox import queue
from referral_portal.outbox.enums import Audience
from referral_portal.outbox.queue import preview
from tests.outbox.test_drain import CONTEXT, queued

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_the_same_cause_never_makes_a_second_message():
    queued("same")
    with pytest.raises(Exception, match=r"(?i)unique"):
        queued("same")


def test_the_preview_is_the_text_that_is_queued():
    message = queued()

    assert preview("referrals/receipt_participant", CONTEXT) == (message.subject, message.body)
    assert message.body.endswith("\n")
    assert message.event == "receipt_participant"


@pytest.mark.parametrize("subject", ["two\nlines", "x" * 121])
def test_a_subject_is_one_short_line(monkeypatch, subject):
    monkeypatch.setattr(queue, "render_to_string", lambda name, context: subject)

    with pytest.raises(ValueError, match="not one short line"):
        preview("referrals/receipt_participant", CONTEXT)


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("wait", [True, False])
def test_a_message_to_others_leaves_at_a_moment_and_one_to_our_staff_at_once(audience, wait):
    now = dt.datetime(2026, 12, 1, 12, 40, tzinfo=dt.UTC)
    message = queued(audience=audience, wait=wait, now=now)
    if audience == Audience.STAFF:
        assert message.due_at == now
    elif wait:
        assert message.due_at == dt.datetime(2026, 12, 2, 9, 0, tzinfo=dt.UTC)
    else:
        assert message.due_at == dt.datetime(2026, 12, 1, 16, 30, tzinfo=dt.UTC)
