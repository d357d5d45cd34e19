"""A process that falls silent is mailed, and texted, to the duty address once for each silence."""

import datetime as dt

import pytest

from referral_portal.outbox.drain import drain
from referral_portal.outbox.enums import Audience, MessageStatus, Process
from referral_portal.outbox.models import Heartbeat, OutgoingMessage
from referral_portal.outbox.watch import watch
from referral_portal.topics import topics_in
from tests.outbox.mail_server import DROP

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
NOW = dt.datetime(2026, 12, 1, 10, 0, tzinfo=dt.UTC)
EMAIL, TEXT = "duty@example.org", "447700900123@texts.example.org"


@pytest.fixture(autouse=True)
def on_duty(settings):
    settings.DUTY_EMAIL, settings.DUTY_PHONE = EMAIL, "+44 7700 900123"
    settings.TEXT_GATEWAY = "texts.example.org"
    settings.HEARTBEAT_SILENCE_MINUTES = 5
    for process in Process:
        sign(process, 0)


def sign(process: Process, minutes: float) -> None:
    Heartbeat.objects.update_or_create(pk=process, defaults={"at": at(minutes)})


def at(minutes: float) -> dt.datetime:
    return NOW + dt.timedelta(minutes=minutes)


def told() -> list[str]:
    return sorted(OutgoingMessage.objects.values_list("to_address", flat=True))


def test_five_minutes_of_silence_are_mailed_and_texted_once():
    assert watch(at(5)) == 0
    for minutes in (5.5, 6, 600):
        watch(at(minutes))
    assert told() == [TEXT, EMAIL]
    for message in OutgoingMessage.objects.all():
        assert message.audience == Audience.STAFF
        assert not topics_in(message.subject + message.body)
        said = f"{message.subject} {message.body} {message.key}".lower()
        assert not [one for one in Process if one.value in said]


def test_the_message_leaves_at_once():
    watch(at(6))
    assert drain(clock=lambda: at(6)) == 2
    assert set(OutgoingMessage.objects.values_list("status", flat=True)) == {MessageStatus.SENT}


def test_processes_that_stop_together_make_one_message_and_a_later_one_another():
    for process, minutes in zip(Process, (1, 1.01, 9, 9), strict=True):
        sign(process, minutes)
    assert watch(at(10)) == 2
    assert watch(at(11)) == 0
    for process in (Process.PULLER, Process.CHECKS):
        sign(process, 12)
    # One of them stays silent for good and hides no other.
    assert watch(at(16)) == 0
    assert watch(at(18)) == 2


def test_a_process_that_never_signed_is_told_once():
    Heartbeat.objects.filter(pk=Process.OPENER).delete()
    assert [watch(NOW), watch(at(1))] == [2, 0]
    for process in set(Process) - {Process.OPENER}:
        sign(process, 4)
    assert watch(at(8)) == 0


def test_a_second_silence_of_one_process_is_told_again():
    sign(Process.OPENER, -60)
    assert watch(NOW) == 2
    for process in Process:
        sign(process, 30)
    assert watch(at(31)) == 0
    for process in set(Process) - {Process.OPENER}:
        sign(process, 60)
    assert watch(at(61)) == 2


@pytest.mark.parametrize(("email", "phone", "told_at"), [("", "", []), (EMAIL, "", [EMAIL])])
def test_only_the_addresses_that_are_set_are_told(settings, email, phone, told_at):
    settings.DUTY_EMAIL, settings.DUTY_PHONE = email, phone
    watch(at(6))
    assert told() == told_at


@pytest.mark.parametrize(
    ("faults", "outcomes"),
    [
        ({"RCPT": "550 nobody"}, [MessageStatus.FAILED] * 2),
        ({"RCPT": "450 later"}, [MessageStatus.RENDERED, MessageStatus.SENT]),
        ({"TEXT": DROP}, [MessageStatus.RENDERED, MessageStatus.SENT]),
        ({"QUIT": "421 closing"}, [MessageStatus.SENT] * 2),
    ],
)
def test_a_text_has_the_outcomes_of_an_email_to_our_staff(mail, settings, faults, outcomes):
    settings.DUTY_EMAIL = ""
    watch(at(6))
    text = OutgoingMessage.objects.get(to_address=TEXT)
    for minutes, failing, outcome in zip((6, 60), (faults, {}), outcomes, strict=True):
        mail.faults = failing
        drain(clock=lambda minutes=minutes: at(minutes))
        text.refresh_from_db()
        assert text.status == outcome
