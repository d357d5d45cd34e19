"""Call-backs: five answers in, calls noted, one referral marked, and forgotten in time."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from referral_portal.audit.models import AuditEvent
from referral_portal.common.models import ImmutableError
from referral_portal.common.refusals import Refusal
from referral_portal.outbox.enums import Audience
from referral_portal.outbox.models import OutgoingMessage
from referral_portal.settings import CELERY_BEAT_SCHEDULE
from referrals.call_backs import (
    call_instead_of_letter,
    forget_call_backs,
    link_referral,
    receive_call_back,
)
from referrals.contacts import record_call
from referrals.enums import CallBackChannel, CallBackStatus, CallOutcome
from referrals.models import CallBack, ContactLog
from referrals.tasks import forget_call_backs as task
from tests.factories.call_backs import CallBackFactory
from tests.factories.desk import NOW, make_person, make_referral, staff
from tests.factories.programmes import DistrictFactory

pytestmark = pytest.mark.django_db
TOPIC_WORDS = ("abuse", "stalk", "violen", "relationship", "perpetrator", "programme", "victim")
SECRETS = ("Casey", "07700900123", "Weekdays")


@pytest.fixture
def coordinator():
    return staff(coordinator=True)


def receive(by=None, now=NOW, **answers):
    defaults = {
        "name": "Casey Invented",
        "phone": "07700900123",
        "safe_times": "Weekdays after 6pm",
        "may_leave_message": False,
    }
    district = answers.pop("district", None) or DistrictFactory()
    return receive_call_back(**defaults | answers, district=district, by=by, now=now)


def note(call_back, by, outcome, note="", now=NOW):
    return record_call(call_back_id=call_back.pk, result=outcome, words=note, by=by, now=now)


@pytest.mark.sqlite
def test_one_is_taken_down_once_however_often_it_is_sent():
    district = DistrictFactory()

    first = receive(district=district)
    again = receive(district=district, now=NOW + dt.timedelta(minutes=1))
    other = receive(district=district, safe_times="Never at home")

    assert first == again
    assert other != first
    assert (first.status, first.channel) == (CallBackStatus.WAITING, CallBackChannel.ONLINE)
    assert first.taken_by is None


def test_the_mailbox_is_alerted_without_a_word_about_who_or_what():
    receive()

    message = OutgoingMessage.objects.get()
    text = f"{message.subject}\n{message.body}"
    assert message.to_address == "self-referrals@example.org"
    assert not any(word in text.lower() for word in TOPIC_WORDS)
    assert not any(secret in text for secret in SECRETS)


def test_a_coordinator_takes_one_down_and_nobody_is_written_to(coordinator):
    taken = receive(by=coordinator)

    assert (taken.channel, taken.taken_by) == (CallBackChannel.TELEPHONE, coordinator)
    assert not OutgoingMessage.objects.exists()


@pytest.mark.parametrize("role", ["manager", "facilitator", "administrator", "auditor"])
def test_only_a_coordinator_acts(role):
    other, call_back, referral = staff(**{role: True}), CallBackFactory(), make_referral()

    with pytest.raises(PermissionDenied):
        receive(by=other)
    with pytest.raises(PermissionDenied):
        link_referral(call_back_id=call_back.pk, referral=referral, by=other, now=NOW)
    assert CallBack.objects.get().status == CallBackStatus.WAITING


@pytest.mark.parametrize("role", ["facilitator", "co_facilitator", "administrator", "auditor"])
def test_a_manager_records_calls_too_and_nobody_outside_the_desk_does(role):
    call_back = CallBackFactory()

    with pytest.raises(PermissionDenied):
        note(call_back, staff(**{role: True}), CallOutcome.NO_ANSWER)

    assert note(call_back, staff(manager=True), CallOutcome.NO_ANSWER).number == 1


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (CallOutcome.NO_ANSWER, CallBackStatus.WAITING),
        (CallOutcome.ANOTHER_TIME, CallBackStatus.WAITING),
        (CallOutcome.SOMEBODY_ELSE, CallBackStatus.WAITING),
        (CallOutcome.MESSAGE, CallBackStatus.WAITING),
        (CallOutcome.REACHED, CallBackStatus.REACHED),
        (CallOutcome.NOT_WANTED, CallBackStatus.REACHED),
        (CallOutcome.WRONG_NUMBER, CallBackStatus.CLOSED),
    ],
)
def test_what_an_outcome_makes_of_it(coordinator, outcome, status):
    call_back = CallBackFactory(may_leave_message=True)

    attempt = note(call_back, coordinator, outcome, note="Try Friday")

    call_back.refresh_from_db()
    assert (call_back.status, attempt.number) == (status, 1)
    assert (call_back.settled_at is None) == (status == CallBackStatus.WAITING)


def test_a_message_is_never_left_against_the_persons_word(coordinator):
    call_back = CallBackFactory(may_leave_message=False)

    with pytest.raises(Refusal, match="may not leave a message"):
        note(call_back, coordinator, CallOutcome.MESSAGE)

    assert not ContactLog.objects.exists()


@pytest.mark.sqlite
def test_attempts_are_counted_written_once_and_end_when_it_is_settled(coordinator):
    call_back = CallBackFactory()
    note(call_back, coordinator, CallOutcome.NO_ANSWER)
    second = note(call_back, coordinator, CallOutcome.REACHED)

    assert second.number == 2
    with pytest.raises(Refusal, match="settled"):
        note(call_back, coordinator, CallOutcome.NO_ANSWER)
    with pytest.raises(ImmutableError):
        second.save()
    with pytest.raises(ImmutableError):
        ContactLog.objects.update(words="x")
    with pytest.raises(ImmutableError):
        second.delete()


def test_where_a_call_leads_to_a_referral_the_enquiry_is_marked(coordinator):
    call_back, referral = CallBackFactory(), make_referral()

    link_referral(call_back_id=call_back.pk, referral=referral, by=coordinator, now=NOW)

    call_back.refresh_from_db()
    assert (call_back.referral, call_back.status) == (referral, CallBackStatus.REFERRED)
    assert list(referral.call_backs.all()) == [call_back]
    with pytest.raises(Refusal, match="already"):
        link_referral(call_back_id=call_back.pk, referral=referral, by=coordinator, now=NOW)


def test_the_audit_holds_ids_and_codes_only(coordinator):
    call_back = receive()
    note(call_back, coordinator, CallOutcome.NO_ANSWER, note="Casey at work till five")
    link_referral(call_back_id=call_back.pk, referral=make_referral(), by=coordinator, now=NOW)

    events = AuditEvent.objects.filter(target_id=str(call_back.pk)).order_by("pk")
    assert [event.action for event in events] == [
        "callback.receive",
        "callback.attempt",
        "callback.refer",
    ]
    assert not any(secret in str(event.data) for event in events for secret in SECRETS)


@pytest.mark.sqlite
# -- Forgetting ---------------------------------------------------------------------------------
def test_who_was_never_reached_is_forgotten_after_ninety_days_and_not_a_day_sooner(coordinator):
    old = CallBackFactory(received_at=NOW - dt.timedelta(days=90))
    note(old, coordinator, CallOutcome.NO_ANSWER)
    wrong = CallBackFactory(received_at=NOW - dt.timedelta(days=91))
    note(wrong, coordinator, CallOutcome.WRONG_NUMBER)
    young = CallBackFactory(received_at=NOW - dt.timedelta(days=89, hours=23))

    assert forget_call_backs(now=NOW) == 2

    assert list(CallBack.objects.all()) == [young]
    assert not ContactLog.objects.exists()
    forgotten = AuditEvent.objects.filter(action="callback.forget")
    assert {event.target_id for event in forgotten} == {str(old.pk), str(wrong.pk)}
    assert forget_call_backs(now=NOW) == 0


def test_who_was_reached_goes_as_long_after_the_call_and_who_was_referred_stays(coordinator):
    spoken, referred = CallBackFactory.create_batch(2, received_at=NOW - dt.timedelta(days=100))
    note(spoken, coordinator, CallOutcome.REACHED, now=NOW - dt.timedelta(days=20))
    link_referral(call_back_id=referred.pk, referral=make_referral(), by=coordinator, now=NOW)

    assert forget_call_backs(now=NOW) == 0
    assert forget_call_backs(now=NOW + dt.timedelta(days=70)) == 1
    assert list(CallBack.objects.all()) == [referred]


def test_how_long_is_a_setting_and_the_task_runs_by_itself(settings):
    settings.CALLBACK_DAYS = 7
    CallBackFactory(received_at=NOW - dt.timedelta(days=8))

    forget_call_backs(now=NOW)

    assert not CallBack.objects.exists()
    assert task.name in {entry["task"] for entry in CELERY_BEAT_SCHEDULE.values()}
    task()


@pytest.mark.sqlite
def test_a_letter_that_cannot_be_printed_becomes_one_call_to_its_reader(coordinator):
    referral = make_referral(agency=True)
    told = {"referral": referral, "by": coordinator, "now": NOW}

    first = call_instead_of_letter(audience=Audience.PARTICIPANT, **told)
    again = call_instead_of_letter(audience=Audience.PARTICIPANT, **told)
    worker = call_instead_of_letter(audience=Audience.REFERRER, **told)

    assert first == again
    assert (first.name, first.phone) == (referral.participant.name, referral.participant.phone)
    assert (worker.name, worker.phone) == (referral.referrer.name, referral.referrer.phone)
    note(first, coordinator, CallOutcome.REACHED)
    assert call_instead_of_letter(audience=Audience.PARTICIPANT, **told) != first
    assert not OutgoingMessage.objects.exists()


@pytest.mark.sqlite
def test_a_call_leaves_no_message_where_it_is_not_known_whether_it_may(coordinator):
    referral = make_referral(agency=True, person=make_person(may_leave_message=None))
    told = {"referral": referral, "by": coordinator, "now": NOW}

    assert call_instead_of_letter(audience=Audience.PARTICIPANT, **told).may_leave_message is False


@pytest.mark.sqlite
def test_such_a_call_stays_with_its_referral_and_only_the_desk_can_add_one(coordinator):
    referral = make_referral()
    told = {"referral": referral, "audience": Audience.PARTICIPANT, "now": NOW}
    for role in ("facilitator", "administrator"):
        with pytest.raises(PermissionDenied):
            call_instead_of_letter(by=staff(**{role: True}), **told)

    call_instead_of_letter(by=staff(manager=True), **told)

    forget_call_backs(now=NOW + dt.timedelta(days=400))
    assert CallBack.objects.get().referral == referral
