"""Which messages a step queues, for whom, and whether they wait: as the table says."""

import datetime as dt

import pytest
from django.db.models import F

from referral_portal.outbox.enums import Audience, CancelReason, MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals import notifications
from referrals.enums import EndingCode, MessageEvent, Status
from referrals.models import StatusChange
from referrals.transition_table import TABLE
from referrals.transitions import STEPS
from tests.factories.accounts import UserFactory
from tests.factories.desk import NOW, make_person, make_referral

pytestmark = pytest.mark.django_db

BOTH = {Audience.PARTICIPANT, Audience.REFERRER}
WAITS = MessageStatus.WAITING_RELEASE
POSTED = {"email": "", "address": "1 Example Street"}


def tell(referral, verb, *, code="", again=False):
    """Tell of a step `verb` from its first status, and return the messages that it queued."""
    way = STEPS[verb].moves[0]
    change = StatusChange.objects.create(
        referral=referral,
        number=1,
        verb=verb,
        from_status=way.target if again else way.sources[0],
        to_status=way.target,
        code=code,
        at=NOW,
    )
    notifications.tell_step(referral, change, now=NOW)
    return list(OutgoingMessage.objects.filter(referral_id=referral.pk))


@pytest.mark.parametrize("step", TABLE, ids=lambda step: step.verb)
def test_a_step_sends_the_event_of_its_row_and_waits_as_its_row_says(step):
    messages = tell(make_referral(agency=True), step.verb)

    hears = {MessageEvent.PROGRESS} if step.verb in notifications.AGENCY_HEARS else set()
    sent = {step.event} | hears
    assert {message.event.rsplit("_", 1)[0] for message in messages} == sent - {None}
    assert {message.status == WAITS for message in messages} <= {step.tells_first}


@pytest.mark.parametrize(
    ("verb", "agency", "audiences"),
    [
        ("decline", True, BOTH),
        ("decline", False, {Audience.PARTICIPANT}),
        # The referrer hears of a place and of a start in a message that says nothing else.
        ("allocate", True, BOTH),
        ("allocate", False, {Audience.PARTICIPANT}),
        ("start", True, {Audience.REFERRER}),
        ("start", False, set()),
        ("request_information", True, {Audience.REFERRER}),
        ("request_information", False, {Audience.PARTICIPANT}),
    ],
)
def test_who_is_written_to(verb, agency, audiences):
    messages = tell(make_referral(agency=agency), verb)

    assert {message.audience for message in messages} == audiences


def test_a_step_taken_again_only_sets_a_new_date():
    assert tell(make_referral(agency=True), "suspend", again=True) == []


TOLD_TO_PARTICIPANT = [step.verb for step in TABLE if step.event and step.tells_first]


@pytest.mark.parametrize("verb", TOLD_TO_PARTICIPANT)
@pytest.mark.parametrize("person", [POSTED, {"email": ""}], ids=["address", "telephone"])
def test_our_staff_tell_a_participant_without_email_in_the_same_words(verb, person):
    written, told = make_referral(), make_referral(person=make_person(**person))
    (to_participant,) = tell(written, verb)
    (to_staff,) = tell(told, verb)

    assert to_staff.audience == Audience.STAFF
    assert to_staff.to_address == notifications.mailbox_for(told)
    assert to_staff.status == to_participant.status == WAITS
    assert to_staff.event.rsplit("_", 1)[0] == to_participant.event.rsplit("_", 1)[0]
    words = to_participant.body.replace(written.reference, told.reference)
    # What our staff say in a call promises neither a call nor a letter; the rest is the same.
    promises = ("We will call", "We will write")
    asks = "We would like to tell you why"  # in a call, our staff tell it
    same = [
        line for line in words.splitlines() if not line.startswith(promises) and asks not in line
    ]
    assert [line for line in same if line not in to_staff.body.splitlines()] == []
    is_call = "Please call: " in to_staff.subject
    assert not any(promise in to_staff.body for promise in promises)
    assert not (is_call and asks in to_staff.body)


def test_nothing_unsent_to_a_participant_who_has_died_stays():
    referral = make_referral(person=make_person(**POSTED), agency=True)
    tell(referral, "accept")
    change = StatusChange.objects.create(
        referral=referral,
        number=2,
        verb="withdraw",
        from_status=Status.AWAITING_ALLOCATION,
        to_status=Status.WITHDRAWN,
        code=EndingCode.DIED,
        at=NOW,
        by=UserFactory(),
    )
    notifications.tell_step(referral, change, now=NOW)

    fates = OutgoingMessage.objects.values_list("audience", "status", "cancelled_because")
    assert set(fates) == {
        (Audience.STAFF, MessageStatus.CANCELLED, CancelReason.DIED),
        (Audience.REFERRER, WAITS, ""),
    }


@pytest.mark.parametrize("address", [{}, POSTED])
def test_nothing_is_written_to_a_participant_who_has_died(address):
    referral = make_referral(person=make_person(**address), agency=True)

    messages = tell(referral, "withdraw", code=EndingCode.DIED)

    assert [message.audience for message in messages] == [Audience.REFERRER]


@pytest.mark.parametrize(("email", "to"), [("man@example.org", "participant"), ("", "staff")])
def test_a_booked_session_can_be_cancelled_until_its_message_is_sent(email, to):
    referral = make_referral(person=make_person(email=email))
    notifications.appointment(
        referral, 7, when="Monday at 18:00", starts_at=NOW + dt.timedelta(days=7), now=NOW
    )
    message = OutgoingMessage.objects.get()
    assert (message.event, message.status) == (f"{MessageEvent.APPOINTMENT}_{to}", WAITS)

    asked = {"by": UserFactory(coordinator=True), "now": NOW + dt.timedelta(minutes=1)}
    assert notifications.withdraw_appointment(referral.pk, 7, **asked)
    assert not notifications.withdraw_appointment(referral.pk, 7, **asked)
    message.refresh_from_db()
    assert message.status == MessageStatus.CANCELLED


AFTERNOON = dt.datetime(2026, 12, 1, 14, 0, tzinfo=dt.UTC)  # a message that waits leaves at 9am


@pytest.mark.parametrize("email", ["somebody@example.org", ""])
@pytest.mark.parametrize(
    ("hours", "is_call"), [(4, True), (19, True), (19.01, False), (100, False)]
)
def test_what_cannot_wait_for_a_moment_is_a_call_and_no_email(email, hours, is_call):
    referral = make_referral(person=make_person(email=email))
    about = {"when": "tonight", "starts_at": AFTERNOON + dt.timedelta(hours=hours)}
    notifications.session_cancelled(referral, 7, **about, now=AFTERNOON)
    notifications.appointment(referral, 8, **about, now=AFTERNOON)

    for message in OutgoingMessage.objects.all():
        # It waits for its release all the same: the person at risk is told first.
        assert message.status == MessageStatus.WAITING_RELEASE
        assert (message.audience == Audience.STAFF) is (is_call or not email)
        assert (message.template == notifications.BY_DESK) is (is_call or not email)
        assert (message.due_at == AFTERNOON) is is_call
        assert (message.to_address == email) is (not is_call and bool(email))
        assert "tonight" in message.body
    assert OutgoingMessage.objects.count() == 2


def test_a_call_to_our_staff_leaves_when_an_email_would():
    for email in ("somebody@example.org", ""):
        tell(make_referral(person=make_person(email=email)), "accept")
    assert OutgoingMessage.objects.values("due_at").distinct().count() == 1
    assert not OutgoingMessage.objects.filter(due_at=F("created_at")).exists()
