"""What becomes of a booked session: moved, cancelled, missed and caught up, ended with the place."""

import datetime as dt

import pytest

from cohorts import enrolment as ending
from cohorts.cancelling import cancel_cohort, cancel_session
from cohorts.enums import Mark, ResourceKind, SessionStatus
from cohorts.models import Booking
from cohorts.register import mark, roster
from referral_portal.audit.models import AuditEvent
from referral_portal.common.refusals import Refusal
from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals.enums import EndingCode, Status
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import (
    FIRST_DATE,
    PLANNED_AT,
    make_cohort,
    place_somebody,
    session_time,
)
from tests.factories.programmes import ProgrammeVersionFactory
from tests.factories.single import (
    AFTERNOON,
    book,
    caught_up_later,
    hold,
    move,
    placed_alone,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def alone(db):
    """A participant with the one place of a COBI course; nothing is booked."""
    return placed_alone()


def messages(enrolment, event):
    return OutgoingMessage.objects.filter(
        referral_id=enrolment.referral_id, event__startswith=event
    ).order_by("created_at", "pk")


# -- Moving and cancelling --------------------
def test_nobody_hears_of_a_change_that_is_none(alone):
    old = book(alone, 1)
    as_it_is = {"on": FIRST_DATE, "start": AFTERNOON, "minutes": 90}

    with pytest.raises(Refusal, match="already booked for then") as refused:
        move(old, **as_it_is)
    assert refused.value.field == "on"
    assert not messages(alone, "appointment_moved").exists()
    old.refresh_from_db()
    assert old.status == SessionStatus.PLANNED

    other = UserFactory(
        facilitator=True,
        qualifications=alone.place.cohort.programme_version.facilitator_qualifications,
    )
    old.cohort.staffing.create(user=other, role="lead", starts_on=PLANNED_AT.date())
    assert move(old, **as_it_is, facilitator=other).starts_at == old.starts_at


def test_moving_makes_a_new_row_so_that_no_answer_about_the_old_time_counts(alone):
    old = book(alone, 1)

    new = move(old, start=dt.time(14, 30), on=FIRST_DATE)  # overlaps its own old time

    old.refresh_from_db()
    assert old.status == SessionStatus.CANCELLED
    assert new.pk != old.pk
    assert (new.plan_number, new.enrolment) == (1, alone)
    assert not Booking.objects.filter(session=old).exists()
    assert AuditEvent.objects.get(action="session.move").data["instead_of"] == old.pk


def test_he_hears_of_one_time_only_and_of_a_change_only_if_he_knew(alone):
    first = book(alone, 1)
    second = move(first)
    never = messages(alone, "appointment").get(body__contains="12 January")
    waits = messages(alone, "appointment").get(body__contains="13 January")
    assert never.status == MessageStatus.CANCELLED
    assert waits.status == MessageStatus.WAITING_RELEASE
    assert not messages(alone, "moved").exists()

    OutgoingMessage.objects.filter(pk=waits.pk).update(status=MessageStatus.SENT)
    move(second, on=FIRST_DATE + 2 * DAY)

    assert "Thursday 14 January 2027, 14:00 to 15:00" in messages(alone, "moved").get().body
    waits.refresh_from_db()
    assert waits.status == MessageStatus.SENT


def test_what_has_begun_was_held_or_is_of_a_group_is_not_moved(alone):
    first = book(alone, 1)
    with pytest.raises(Refusal, match="has begun"):
        move(first, now=first.starts_at)
    cancel_session(session_id=first.pk, reason="Ill", by=UserFactory(manager=True), now=PLANNED_AT)
    with pytest.raises(Refusal, match="no longer planned"):
        move(first)
    weekly = make_cohort(name="Orchard group").sessions.first()
    with pytest.raises(Refusal, match="weekly slot"):
        move(weekly)


@pytest.mark.parametrize("how", ["removed", "cohort"])
def test_with_the_place_end_the_sessions_that_were_to_come(alone, how):
    held, begun, to_come = book(alone, 1), book(alone, 2), book(alone, 3)
    hold(held)
    now = begun.starts_at + dt.timedelta(minutes=5)
    manager = UserFactory(manager=True)
    if how == "removed":
        ending.remove(
            enrolment_id=alone.pk, code=EndingCode.NOT_ENGAGED, words="x", by=manager, now=now
        )
    else:
        cancel_cohort(cohort_id=alone.place.cohort_id, reason="Nobody left", by=manager, now=now)

    for session in (held, begun, to_come):
        session.refresh_from_db()
    assert held.status == SessionStatus.HELD
    assert to_come.status == SessionStatus.CANCELLED
    assert not Booking.objects.filter(session=to_come).exists()
    stale = messages(alone, "appointment").filter(body__contains="26 January")
    assert stale.get().status == MessageStatus.CANCELLED
    with pytest.raises(Refusal):
        book(alone, 4, now=now)


def test_who_has_the_place_next_starts_the_plan_anew(alone):
    book(alone, 1)
    cohort, coordinator = alone.place.cohort, UserFactory(coordinator=True)
    ending.give_up_place(enrolment_id=alone.pk, words="Other days", by=coordinator, now=PLANNED_AT)
    following = placed_alone(cohort)

    session = book(following, 1)

    assert (session.number, session.plan_number) == (2, 1)
    assert roster(session, marked=(), by=coordinator) == [following]


# -- Catching up --------------------
def test_a_missed_session_is_caught_up_and_then_the_plan_is_delivered():
    version = ProgrammeVersionFactory(session_count=2)
    enrolment = place_somebody(make_cohort(version=version))
    facilitator = enrolment.place.cohort.staffing.get().user
    first, second = book(enrolment, 1), book(enrolment, 2)
    hold(first, Mark.ABSENT)
    hold(second)
    over = second.ends_at
    with pytest.raises(Refusal, match="Attended or caught up 1 of 2 sessions"):
        ending.complete(enrolment_id=enrolment.pk, by=facilitator, now=over)

    catch_up = book(enrolment, 1, on=second.starts_at.date() + DAY, now=over)
    assert (catch_up.is_catch_up, catch_up.plan_number) == (True, 1)
    with pytest.raises(Refusal, match="1 session has no mark"):
        ending.complete(enrolment_id=enrolment.pk, by=facilitator, now=over)
    hold(catch_up)
    ending.complete(enrolment_id=enrolment.pk, by=facilitator, now=catch_up.ends_at)

    enrolment.referral.refresh_from_db()
    assert enrolment.referral.status == Status.COMPLETED


def test_a_catch_up_that_is_missed_is_booked_again(alone):
    hold(book(alone, 1), Mark.ABSENT)
    missed = book(alone, 1, on=FIRST_DATE + DAY, now=session_time(alone.place.cohort, 1))
    hold(missed, Mark.ABSENT_AGREED)

    again = book(alone, 1, on=FIRST_DATE + 2 * DAY, now=missed.ends_at)

    assert again.is_catch_up


def test_one_of_a_group_catches_up_alone_with_the_register_to_himself():
    group = make_cohort()
    missed, other = place_somebody(group), place_somebody(group)
    facilitator = group.staffing.first().user

    session = caught_up_later(missed, other, facilitator)

    assert session.is_catch_up
    assert roster(session, marked=(), by=facilitator) == [missed]
    with pytest.raises(Refusal, match="not on the register"):
        mark(
            session_id=session.pk,
            marks={other.pk: Mark.ATTENDED},
            by=facilitator,
            now=session.starts_at,
        )
    for someone in (missed, other):
        with pytest.raises(Refusal, match="nothing to catch up"):
            book(someone, 2 if someone == missed else 1, by=facilitator, facilitator=facilitator)


def test_booking_makes_the_session_its_bookings_its_audit_and_a_message_that_waits(alone):
    session = book(alone, 1, minutes=150)

    assert (session.plan_number, session.enrolment, session.is_catch_up) == (1, alone, False)
    assert session.ends_at - session.starts_at == dt.timedelta(minutes=150)
    kinds = Booking.objects.filter(session=session).values_list("kind", flat=True)
    assert set(kinds) == set(ResourceKind)
    event = AuditEvent.objects.get(action="session.book")
    assert event.data["plan_number"] == 1
    message = messages(alone, "appointment").get()
    assert message.status == MessageStatus.WAITING_RELEASE
    assert "Tuesday 12 January 2027, 14:00 to 16:30" in message.body
    text = (message.subject + message.body).lower()
    person = alone.referral.participant
    for word in (person.name.lower(), "cobi", "stalking", "abuse", "victim"):
        assert word not in text


def test_without_an_address_the_desk_is_told_once_the_time_may_be_known(alone):
    person = alone.referral.participant
    person.email = ""
    person.save()

    book(alone, 1)

    message = messages(alone, "appointment").get()
    assert (message.audience, message.status) == ("staff", MessageStatus.WAITING_RELEASE)
