"""The state of a message in words."""

import datetime as dt

import pytest

from referral_portal.outbox.enums import Audience, CancelReason, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.outbox.restoring import WHY
from referral_portal.outbox.states import FILTERS, State, state_words

NOW = dt.datetime(2026, 12, 1, 10, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(hours=7)
TOMORROW = NOW + dt.timedelta(days=1)
ALREADY = NOW - dt.timedelta(hours=7)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": "rendered", "due_at": LATER}, "Leaves at 17:00"),
        ({"status": "rendered", "due_at": TOMORROW}, "Leaves on 2 December 2026 at 10:00"),
        ({"status": "rendered", "due_at": ALREADY}, "Ready to send"),
        ({"status": "waiting_release", "due_at": LATER}, "Waits for release"),
        ({"status": "waiting_release", "due_at": ALREADY}, "Waits for release"),
        ({"status": "claimed"}, "Being sent"),
        ({"status": "sent", "sent_at": NOW}, "Sent 1 December 2026, 10:00"),
        ({"status": "failed"}, "Could not be sent"),
        (
            {"status": "failed", "failure": "RCPT 550"},
            "Could not be sent: the address was refused",
        ),
        (
            {"status": "failed", "failure": "ConnectionRefusedError"},
            "Could not be sent: the mail server did not take it",
        ),
        (
            {"status": "failed", "failure": "ValueError"},
            "Could not be sent: it could not be written",
        ),
        (
            {"status": "uncertain", "settled_at": NOW},
            "May not have arrived. A user dealt with it on 1 December 2026, 10:00",
        ),
        (
            {"status": "uncertain", "failure": WHY},
            "May not have arrived: it was waiting when the service was restored from a backup",
        ),
        ({"status": "cancelled"}, "Cancelled"),
        (
            {"status": "cancelled", "cancelled_because": CancelReason.OVERTAKEN},
            f"Cancelled: {CancelReason.OVERTAKEN.label}",
        ),
        (
            {"status": "sent", "sent_at": NOW, "told_at": LATER, "audience": Audience.STAFF},
            "Sent 1 December 2026, 10:00. The participant was told on 1 December 2026, 17:00",
        ),
    ],
)
def test_the_state_of_a_message_says_what_is_known_of_its_time_and_reason(fields, words):
    given = {"due_at": ALREADY, "audience": Audience.PARTICIPANT} | fields

    assert state_words(OutgoingMessage(**given), NOW) == words


@pytest.mark.django_db
@pytest.mark.sqlite
def test_every_message_is_in_exactly_one_state():
    for status in MessageStatus:
        for settled_at in (None, NOW):
            OutgoingMessage.objects.create(
                key=f"{status}{settled_at}", template="x", event="x_staff", audience="staff",
                to_address="a@example.org", subject="s", body="b", status=status, created_at=NOW,
                due_at=NOW, settled_at=settled_at,
            )  # fmt: skip
    states = [state for state in State if state != State.DECIDE]
    found = [
        pk
        for state in states
        for pk in OutgoingMessage.objects.filter(FILTERS[state]).values_list("pk", flat=True)
    ]

    assert len(found) == len(set(found)) == OutgoingMessage.objects.count()
    assert OutgoingMessage.objects.filter(FILTERS[State.DECIDE]).count() == 2
