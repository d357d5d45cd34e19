"""The diaries of facilitators and venues, and the sessions that a participant attends."""

import datetime as dt
from types import SimpleNamespace

import pytest

from cohorts.bookings import book, clash, has_session_during, lock_diaries
from cohorts.cancelling import cancel_session
from cohorts.enrolment import give_up_place
from cohorts.enums import ResourceKind
from cohorts.models import Booking
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import PLANNED_AT, make_cohort, place_somebody, waiting_referral
from tests.factories.people import make_participant
from tests.factories.programmes import VenueFactory
from tests.factories.single import book as book_single
from tests.factories.single import caught_up_later, placed_alone

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def during(session, before=0, after=0):
    """The time of a session, `before` and `after` minutes longer."""
    return SimpleNamespace(
        starts_at=session.starts_at - before * MINUTE, ends_at=session.ends_at + after * MINUTE
    )


def next_to(session):
    """The two times that end when a session begins and begin when it ends."""
    return [
        SimpleNamespace(starts_at=session.starts_at - MINUTE, ends_at=session.starts_at),
        SimpleNamespace(starts_at=session.ends_at, ends_at=session.ends_at + MINUTE),
    ]


def test_a_facilitator_is_booked_during_the_session_and_not_beside_it(cohort, facilitator):
    session = cohort.sessions.get(number=3)
    elsewhere = {"venue": VenueFactory(), "facilitators": [UserFactory(), facilitator]}

    words, booking = clash([during(session, before=5)], **elsewhere)

    assert words == f"{facilitator} has another session then"
    assert booking.session == session
    assert clash(next_to(session), **elsewhere) is None


def test_a_venue_is_booked_during_the_session(cohort):
    session = cohort.sessions.get(number=3)

    words, booking = clash([during(session, after=5)], venue=cohort.venue, facilitators=[])

    assert words == f"{cohort.venue.name} is booked then"
    assert booking.session == session
    assert clash([during(session)], venue=VenueFactory(), facilitators=[]) is None


def test_the_first_of_several_clashes_is_named(cohort, facilitator):
    times = [during(row) for row in cohort.sessions.order_by("-number")]

    _, booking = clash(times, venue=VenueFactory(), facilitators=[facilitator])

    assert booking.session.number == 1


def test_a_session_that_makes_room_is_left_out(cohort, facilitator):
    session = cohort.sessions.get(number=3)
    asked = {"venue": cohort.venue, "facilitators": [facilitator]}

    assert clash([during(session)], leaving_out=session, **asked) is None


def test_booking_enters_each_session_in_each_diary(cohort):
    Booking.objects.all().delete()
    sessions = list(cohort.sessions.order_by("number")[:2])
    users = [UserFactory(), UserFactory()]

    book(sessions, venue=cohort.venue, facilitators=users)

    for session in sessions:
        rows = Booking.objects.filter(session=session)
        assert {(row.kind, row.resource_id) for row in rows} == {
            (ResourceKind.VENUE, cohort.venue_id),
            *((ResourceKind.FACILITATOR, user.pk) for user in users),
        }
        assert {(row.starts_at, row.ends_at) for row in rows} == {
            (session.starts_at, session.ends_at)
        }


def test_locking_takes_the_facilitators_in_one_order(cohort, django_assert_num_queries):
    users = [UserFactory(), UserFactory()]

    with django_assert_num_queries(2) as queries:
        lock_diaries(venue=cohort.venue, facilitators=reversed(users))

    facilitators, venue = (query["sql"] for query in queries)
    assert facilitators.index(str(users[0].pk)) < facilitators.index(str(users[1].pk))
    assert "ORDER BY" in facilitators
    assert "programmes_venue" in venue


# -- The participant --------------------
def test_a_participant_attends_the_sessions_of_the_group(cohort):
    referral = place_somebody(cohort).referral
    session = cohort.sessions.get(number=3)

    assert has_session_during(referral, [during(session)])
    assert not has_session_during(referral, next_to(session))
    assert not has_session_during(referral, [])
    assert not has_session_during(referral, [during(session)], leaving_out=session)


def test_a_participant_attends_single_sessions_even_of_another_referral_of_the_person():
    alone = placed_alone()
    session = book_single(alone, 1)
    same = make_participant(person=alone.person, born_on=dt.date(1988, 4, 5))
    second = waiting_referral(alone.referral.programme, participant=same)

    assert has_session_during(second, [during(session)])


def test_a_catch_up_of_another_participant_is_not_theirs():
    group = make_cohort()
    missed, other = place_somebody(group), place_somebody(group)
    catch_up = caught_up_later(missed, other, group.staffing.first().user)

    assert has_session_during(missed.referral, [during(catch_up)])
    assert not has_session_during(other.referral, [during(catch_up)])


def test_a_cancelled_session_and_a_place_given_up_leave_time(cohort, facilitator, coordinator):
    enrolment = place_somebody(cohort)
    cancelled, planned = cohort.sessions.get(number=3), cohort.sessions.get(number=4)
    cancel_session(session_id=cancelled.pk, reason="Snow", by=facilitator, now=PLANNED_AT)

    assert not has_session_during(enrolment.referral, [during(cancelled)])
    assert has_session_during(enrolment.referral, [during(planned)])
    give_up_place(enrolment_id=enrolment.pk, words="Moved", by=coordinator, now=PLANNED_AT)
    assert not has_session_during(enrolment.referral, [during(planned)])


def test_the_question_costs_one_query(cohort, django_assert_num_queries):
    referral = place_somebody(cohort).referral
    times = [during(row) for row in cohort.sessions.all()]

    for asked in ([], times):
        with django_assert_num_queries(1):
            has_session_during(referral, asked)
