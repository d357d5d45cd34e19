"""Tell-first alerts whose messages no longer wait: closed, kept, or told as known already."""

import datetime as dt

import pytest
from django.utils import timezone

from referral_portal.outbox.enums import CancelReason, MessageStatus, ReleaseBasis
from referral_portal.outbox.models import MessageRelease, OutgoingMessage
from referrals.enums import EndingCode, Status
from referrals.models import StatusChange
from safeguarding.casework.wording import alert_words
from safeguarding.crossing import tell_first
from safeguarding.crossing.portal_feed import pull
from safeguarding.models import Alert
from tests.factories.safeguarding import decide, make_case

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def told_first():
    return Alert.objects.filter(kind="tell_first").order_by("raised_at")


def cancelled(message, because, **changes):
    """Cancel a message, and read the portal."""
    OutgoingMessage.objects.filter(pk=message.pk).update(
        status=MessageStatus.CANCELLED, cancelled_because=because, **changes
    )
    pull(now=timezone.now())


@pytest.fixture
def waiting():
    """A decision of an hour ago, whose message waits and whose alert is raised."""
    case = make_case()
    _, message = decide(case.referral_id, now=timezone.now() - dt.timedelta(hours=1))
    pull(now=timezone.now())
    return case, message


@pytest.mark.parametrize(
    "because", [CancelReason.OVERTAKEN, CancelReason.MOVED_ON, CancelReason.NO_PLACE]
)
def test_an_alert_stays_while_nothing_newer_is_to_be_told(waiting, because):
    _, message = waiting
    cancelled(message, because)

    alert = told_first().get()
    # No message waits for it any more, so a contact closes it.
    assert (alert.handled_at, alert.detail["messages"]) == (None, [])
    assert "No message is waiting. The participant may still hear" in alert_words(alert)
    assert not Alert.objects.filter(kind="overtaken").exists()


def test_a_newer_decision_takes_its_place(waiting):
    case, message = waiting
    decide(case.referral_id, verb="allocate", to=Status.SCHEDULED)
    cancelled(message, CancelReason.OVERTAKEN)

    old, new = told_first()
    assert (old.outcome, new.handled_at) == ("withdrawn", None)
    assert not Alert.objects.filter(kind="overtaken").exists()


def test_an_ending_takes_its_place(waiting):
    case, message = waiting
    decide(case.referral_id, verb="withdraw", to=Status.WITHDRAWN, code=EndingCode.MOVED_AREA)
    cancelled(message, CancelReason.OVERTAKEN)

    assert told_first().first().outcome == "withdrawn"
    assert Alert.objects.get(kind="ending").handled_at is None


def test_closing_as_a_duplicate_takes_its_place(waiting):
    case, message = waiting
    StatusChange.objects.create(
        referral_id=case.referral_id,
        number=3,
        verb="withdraw",
        to_status=Status.WITHDRAWN,
        code=EndingCode.DUPLICATE,
        duplicate_of_id=make_case().referral_id,
        at=timezone.now(),
    )
    cancelled(message, CancelReason.MOVED_ON)

    # Nobody will hear of the decision, so no person at risk is told of it first.
    assert told_first().get().outcome == "withdrawn"
    assert Alert.objects.get(kind="duplicate").handled_at is None


@pytest.mark.parametrize(
    "because", [CancelReason.SESSION, CancelReason.OVER, CancelReason.DIED, CancelReason.UNDONE]
)
def test_what_no_longer_happens_needs_nobody(waiting, because):
    cancelled(waiting[1], because)
    assert told_first().get().outcome == "withdrawn"


@pytest.mark.parametrize(("attempts", "may_know"), [(0, False), (1, True)])
def test_an_overridden_message_that_was_cancelled_may_have_left_while_it_was_being_sent(
    waiting, attempts, may_know
):
    _, message = waiting
    now = timezone.now()
    MessageRelease.objects.create(
        message_id=message.pk, basis=ReleaseBasis.OVERRIDE, not_before=now, released_at=now
    )
    cancelled(message, CancelReason.OVERTAKEN, attempts=attempts)

    assert Alert.objects.filter(kind="overtaken").exists() == may_know
    assert (told_first().get().outcome == "overtaken") == may_know


def test_a_decision_that_comes_while_the_portal_is_read_takes_its_place_too(waiting, monkeypatch):
    case, message = waiting
    read = tell_first.occurrences_of

    def decided_meanwhile(*given):
        found = read(*given)
        monkeypatch.undo()
        decide(case.referral_id, verb="allocate", to=Status.SCHEDULED)
        OutgoingMessage.objects.filter(pk=message.pk).update(
            status=MessageStatus.CANCELLED, cancelled_because=CancelReason.OVERTAKEN
        )
        return found

    monkeypatch.setattr(tell_first, "occurrences_of", decided_meanwhile)
    pull(now=timezone.now())
    # The cancelled message is not taken for one that nothing newer follows.
    assert told_first().get().detail["messages"] == [str(message.pk)]
    pull(now=timezone.now())
    old, new = told_first()
    assert (old.outcome, new.handled_at) == ("withdrawn", None)
