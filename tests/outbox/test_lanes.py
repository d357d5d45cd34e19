"""The two lanes: alerts never wait for letters, and a failing server costs each lane a few tries."""

import datetime as dt

import pytest

from referral_portal.outbox import tasks
from referral_portal.outbox.drain import drain
from referral_portal.outbox.enums import Audience, MessageStatus
from referral_portal.outbox.lanes import Server, alerts, letters
from referral_portal.outbox.models import OutgoingMessage
from safeguarding.models import ProtectedMessage
from tests.moments import due
from tests.outbox.mail_server import DROP
from tests.outbox.test_drain import mails, queued

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
MANY = 8


def flood(audience=Audience.PARTICIPANT):
    return [queued(f"{audience} {number}", audience=audience) for number in range(MANY)]


def tried(**fields) -> int:
    """How many messages were tried at least once."""
    return OutgoingMessage.objects.filter(attempts__gt=0, **fields).count()


def test_each_lane_sends_its_own_messages_only(settings):
    flood()
    alert = queued("alert", audience=Audience.STAFF)

    assert drain(clock=due, lane=alerts()) == 1
    alert.refresh_from_db()
    assert alert.status == MessageStatus.SENT
    assert len(mails(settings)) == 1
    assert drain(clock=due, lane=letters()) == MANY


@pytest.mark.django_db(databases=["default", "safeguarding"])
def test_all_messages_of_the_other_side_are_alerts():
    ProtectedMessage.objects.create(
        key="a", to_address="a@example.org", body="b", created_at=due(), due_at=due()
    )
    assert ProtectedMessage.objects.filter(alerts().of(ProtectedMessage)).exists()
    assert not ProtectedMessage.objects.filter(letters().of(ProtectedMessage)).exists()


def test_alerts_leave_while_letters_are_being_sent(monkeypatch):
    ran = []

    def drain_slowly(*, lane):
        ran.append(lane)
        if lane is tasks.LETTERS:
            tasks.drain_alerts()
            assert ran[-1] is tasks.ALERTS, "it ran inside, and did not wait for the letters"

    monkeypatch.setattr(tasks, "drain", drain_slowly)
    tasks.drain_outbox()
    assert ran == [tasks.LETTERS, tasks.ALERTS]


@pytest.mark.parametrize(
    ("audience", "task"), [(Audience.STAFF, "outbox.alerts"), (Audience.REFERRER, "outbox.drain")]
)
def test_a_new_message_wakes_its_lane(
    audience, task, monkeypatch, django_capture_on_commit_callbacks
):
    woken = []
    monkeypatch.setattr("referral_portal.outbox.queue.wake", woken.append)
    with django_capture_on_commit_callbacks(execute=True):
        queued(audience=audience)
    assert woken == [task]


def test_a_flood_of_one_kind_of_alert_holds_up_no_other_kind(settings):
    settings.MESSAGES_PER_RUN = 2
    flood(Audience.STAFF)
    rare = queued("rare", audience=Audience.STAFF)
    OutgoingMessage.objects.filter(pk=rare.pk).update(template="outbox/silence_staff")

    drain(clock=due, lane=alerts())
    rare.refresh_from_db()
    assert rare.status == MessageStatus.SENT

    drain(clock=due, lane=alerts())
    assert OutgoingMessage.objects.filter(status=MessageStatus.SENT).count() == 4


def test_letters_leave_in_the_order_in_which_they_are_due(settings):
    settings.MESSAGES_PER_RUN = 2
    now, waiting = due(), [queued(key) for key in "abc"]
    for minutes, message in zip((3, 2, 1), waiting, strict=True):
        at = now - dt.timedelta(minutes=minutes)
        OutgoingMessage.objects.filter(pk=message.pk).update(due_at=at)
    # Letters have no turns by their kind, as alerts do.
    OutgoingMessage.objects.filter(pk=waiting[2].pk).update(template="another")

    drain(clock=lambda: now, lane=letters())
    assert set(OutgoingMessage.objects.filter(status=MessageStatus.SENT)) == set(waiting[:2])


@pytest.mark.parametrize("audience", [Audience.PARTICIPANT, Audience.STAFF])
def test_a_failing_server_is_left_alone_after_some_failures(mail, settings, audience):
    flood(audience)
    mail.faults = {"EHLO": DROP}
    lane = alerts() if audience == Audience.STAFF else letters()
    now = due()

    drain(clock=lambda: now, lane=lane)
    assert tried() == settings.MAIL_FAILURES_BEFORE_PAUSE < MANY
    drain(clock=lambda: now + dt.timedelta(seconds=settings.MAIL_PAUSE_SECONDS - 1), lane=lane)
    assert tried() == settings.MAIL_FAILURES_BEFORE_PAUSE, "it rests"
    again = now + dt.timedelta(seconds=settings.MAIL_PAUSE_SECONDS)
    drain(clock=lambda: again, lane=lane)
    assert tried() == settings.MAIL_FAILURES_BEFORE_PAUSE + 1, "one try shows that it is still ill"

    mail.faults = {}
    well = again + dt.timedelta(seconds=settings.MAIL_PAUSE_SECONDS)
    assert drain(clock=lambda: well, lane=lane) >= MANY - settings.MAIL_FAILURES_BEFORE_PAUSE - 1


def test_the_pause_of_one_lane_does_not_stop_the_other(mail, settings):
    flood()
    alert = queued("alert", audience=Audience.STAFF)
    mail.faults = {"EHLO": DROP}
    now = due()
    drain(clock=lambda: now, lane=letters())
    mail.faults = {}

    assert drain(clock=lambda: now, lane=alerts()) == 1
    assert mail.ids == [alert.message_id]


def test_one_letter_whose_outcome_is_unknown_spares_the_others(mail):
    flood()
    mail.faults = {"TEXT": DROP}

    drain(clock=due, lane=letters())
    assert OutgoingMessage.objects.filter(status=MessageStatus.UNCERTAIN).count() == 1
    assert tried() == len(mail.taken) == 1


def test_a_server_that_refuses_messages_one_by_one_is_not_left_alone(mail):
    flood()
    mail.faults = {"RCPT": "451 later"}

    drain(clock=due, lane=letters())
    assert tried(status=MessageStatus.RENDERED) == MANY


def test_a_success_ends_a_row_of_failures(settings):
    server, now = Server(), due()
    for _ in range(settings.MAIL_FAILURES_BEFORE_PAUSE - 1):
        server.failed(now)
    server.answered()
    server.failed(now)
    assert server.may_be_asked(now)
    server.failed(now, at_once=True)
    assert not server.may_be_asked(now)


@pytest.mark.parametrize(
    ("lane", "minutes"),
    [(letters(), [2, 4, 8, 16, 32, 64, 120, 120]), (alerts(), [2, 4, 8, 15, 15])],
)
def test_the_wait_doubles_up_to_a_ceiling(lane, minutes):
    waits = [lane.wait(attempts) for attempts in range(1, len(minutes) + 1)]
    assert waits == [dt.timedelta(minutes=each) for each in minutes]
    assert lane.wait(10_000) == waits[-1]


def test_an_alert_that_stays_unknown_waits_for_a_user_in_the_end(mail, settings):
    settings.ALERT_MAX_ATTEMPTS = 2
    alert = queued("alert", audience=Audience.STAFF)
    mail.faults = {"TEXT": DROP}
    now = due()
    drain(clock=lambda: now)
    alert.refresh_from_db()
    assert (alert.status, alert.attempts) == (MessageStatus.RENDERED, 1)
    assert alert.due_at == now + dt.timedelta(minutes=settings.MESSAGE_RETRY_MINUTES)

    drain(clock=lambda: now + dt.timedelta(days=1))
    drain(clock=lambda: now + dt.timedelta(days=2))
    alert.refresh_from_db()
    assert (alert.status, alert.attempts) == (MessageStatus.UNCERTAIN, 2)
    assert mail.ids == [alert.message_id] * 2
