"""Sessions booked one by one: which, when, by whom, and what is refused with which words."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from cohorts import suspension
from cohorts.cancelling import cancel_session
from cohorts.enums import Mark
from cohorts.models import Session
from programmes.models import Closure, FundingPeriod
from referral_portal.common.refusals import Refusal
from referral_portal.outbox.models import OutgoingMessage
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import (
    FIRST_DATE,
    PLANNED_AT,
    make_cohort,
    mark_all,
    place_somebody,
    session_time,
)
from tests.factories.programmes import ProgrammeVersionFactory, VenueFactory
from tests.factories.single import (
    book,
    hold,
    make_cobi,
    move,
    placed_alone,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(weeks=1)


@pytest.fixture
def alone(db):
    """A participant with the one place of a COBI course; nothing is booked."""
    return placed_alone()


def messages(enrolment, event):
    return OutgoingMessage.objects.filter(
        referral_id=enrolment.referral_id, event__startswith=event
    ).order_by("created_at", "pk")


# -- What is there at first, and what booking makes --------------------
def test_a_one_to_one_cohort_starts_without_sessions_and_without_a_slot():
    cohort = make_cobi()

    assert cohort.places.count() == 1
    assert not cohort.sessions.exists()
    assert (cohort.weekday, cohort.start_time) == (None, None)
    assert cohort.meets == "Times agreed one by one"


@pytest.mark.parametrize(
    ("programme", "minutes", "sentence"),
    [
        ({"session_minutes": 150, "max_minutes": 150}, 150, ""),
        ({"session_minutes": 150, "max_minutes": 150}, 151, "150 minutes at most"),
        ({"session_minutes": 100}, 101, "100 minutes at most"),
        ({"session_minutes": 100}, 29, "at least 30 minutes"),
    ],
)
def test_a_session_is_as_long_as_the_programme_allows(programme, minutes, sentence):
    enrolment = place_somebody(make_cohort(version=ProgrammeVersionFactory(**programme)))

    if not sentence:
        assert book(enrolment, 1, minutes=minutes)
        return
    with pytest.raises(Refusal, match=sentence) as refusal:
        book(enrolment, 1, minutes=minutes)
    assert refusal.value.field == "minutes"
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"on": dt.date(2026, 11, 30)}, "on", "has passed"),
        ({"on": PLANNED_AT.date(), "start": dt.time(9, 0)}, "start", "has passed"),
        ({"on": dt.date(2027, 3, 29)}, "on", "No sessions are held on this day: Easter Monday"),
        ({"on": dt.date(2027, 9, 1)}, "on", "paid for from 1 September 2026 to 31 August 2027"),
        ({"start": dt.time(23, 30)}, "start", "past midnight"),
        ({"on": dt.date(2027, 3, 28), "start": dt.time(0, 30)}, "start", "clocks change"),
    ],
)
def test_a_time_that_cannot_be_is_refused_beside_its_field(alone, changes, field, sentence):
    with pytest.raises(Refusal, match=sentence) as refusal:
        book(alone, 1, **changes)

    assert refusal.value.field == field
    assert not Session.objects.exists()


def test_no_session_is_booked_on_a_local_closure(alone):
    Closure.objects.create(closed_on=FIRST_DATE, reason="Staff training")

    with pytest.raises(
        Refusal, match="No sessions are held on this day: Staff training"
    ) as refusal:
        book(alone, 1)
    assert refusal.value.field == "on"
    assert not Session.objects.exists()


def test_the_first_and_the_last_funded_day_are_inside(alone):
    FundingPeriod.objects.update(starts_on=FIRST_DATE, ends_on=FIRST_DATE)

    assert book(alone, 1)
    with pytest.raises(Refusal, match="paid for"):
        book(alone, 2, on=FIRST_DATE + DAY)


# -- The order of the plan --------------------
def test_the_next_session_of_the_plan_is_the_only_one_to_book(alone):
    with pytest.raises(Refusal, match="Session 1 comes next"):
        book(alone, 2)
    book(alone, 1)
    with pytest.raises(Refusal, match="Session 2 comes next"):
        book(alone, 1, on=FIRST_DATE + DAY)
    with pytest.raises(Refusal, match=r"Session 1 is on .* Session 2 comes after it") as refusal:
        book(alone, 2, on=FIRST_DATE - DAY)
    assert refusal.value.field == "on"


def test_nothing_is_booked_beyond_the_plan():
    version = ProgrammeVersionFactory(session_count=2)
    enrolment = place_somebody(make_cohort(version=version))
    book(enrolment, 1)
    book(enrolment, 2)

    with pytest.raises(Refusal, match="All 2 sessions of the plan are booked"):
        book(enrolment, 3)


def test_a_cancelled_session_is_offered_again_in_its_place_in_the_order(alone):
    first, second = book(alone, 1), book(alone, 2)
    cancel_session(session_id=first.pk, reason="Ill", by=first.cohort.staffing.get().user,
                   now=PLANNED_AT)  # fmt: skip

    with pytest.raises(Refusal, match="Session 1 comes next"):
        book(alone, 3)
    with pytest.raises(Refusal, match=r"Session 2 is on .* Session 1 comes before it"):
        book(alone, 1, on=FIRST_DATE + 8 * DAY)
    again = book(alone, 1, on=FIRST_DATE + DAY)

    assert again.starts_at < second.starts_at
    assert (again.number, again.plan_number, again.is_catch_up) == (3, 1, False)


# -- Never in two places --------------------
def test_a_facilitator_is_in_one_place_at_a_time(alone):
    facilitator = alone.place.cohort.staffing.get().user
    other = make_cobi(facilitators=[facilitator], name="Harbour alone")
    taken = book(placed_alone(other), 1)

    for start in (dt.time(13, 0), dt.time(14, 0), dt.time(15, 15)):
        with pytest.raises(Refusal, match="has another session then") as refusal:
            book(alone, 1, start=start)
        assert refusal.value.field == "start"
        assert "Harbour" not in str(refusal.value)
    assert book(alone, 1, start=dt.time(15, 30)).starts_at == taken.ends_at


def test_a_room_holds_one_session_at_a_time():
    venue = VenueFactory()
    book(placed_alone(make_cobi(venue=venue)), 1)

    with pytest.raises(Refusal, match="is booked then"):
        book(placed_alone(make_cobi(venue=venue)), 1)


def test_a_person_is_in_one_session_at_a_time():
    """A catch-up is not at the time of a session of the group, nor of another catch-up."""
    group = make_cohort()
    missed = place_somebody(group)
    mark_all(group, missed, [Mark.ABSENT, Mark.ABSENT])
    after = {"now": session_time(group, 2)}

    with pytest.raises(Refusal, match="This participant has another session then") as refusal:
        book(missed, 1, on=FIRST_DATE + 2 * WEEK, start=dt.time(18, 30), **after)
    assert refusal.value.field == "start"
    book(missed, 1, on=FIRST_DATE + 2 * WEEK, **after)
    with pytest.raises(Refusal, match="This participant has another session then"):
        book(missed, 2, on=FIRST_DATE + 2 * WEEK, start=dt.time(14, 30), **after)


def test_the_database_itself_refuses_one_session_booked_twice(alone):
    first = book(alone, 1)

    with pytest.raises(IntegrityError, match=r"session_booked_once|UNIQUE"), transaction.atomic():
        Session.objects.create(
            cohort=first.cohort,
            number=9,
            plan_number=1,
            enrolment=alone,
            title="x",
            starts_at=first.starts_at + DAY,
            ends_at=first.ends_at + DAY,
        )


# -- Who delivers, and who books --------------------
def test_the_background_is_asked_again_when_a_session_is_booked(alone):
    facilitator = alone.place.cohort.staffing.get().user
    facilitator.qualifications = ["da_officer"]
    facilitator.save()

    with pytest.raises(Refusal, match="none of the qualifications that COBI needs") as refusal:
        book(alone, 1)

    assert refusal.value.field == "facilitator"


def test_only_who_delivers_the_cohort_on_that_day_holds_a_session(alone):
    staffing = alone.place.cohort.staffing.get()
    stranger = UserFactory(facilitator=True, qualifications=["psychology"])

    with pytest.raises(Refusal, match="does not deliver this cohort on that day"):
        book(alone, 1, facilitator=stranger, by=staffing.user)
    staffing.ends_on = FIRST_DATE - DAY
    staffing.save()
    with pytest.raises(Refusal, match="does not deliver this cohort on that day"):
        book(alone, 1, by=UserFactory(manager=True))


@pytest.mark.parametrize("trait", ["co_facilitator", "agency_referrer", "auditor", "facilitator"])
def test_others_book_nothing(alone, trait):
    with pytest.raises(PermissionDenied):
        book(alone, 1, by=UserFactory(**{trait: True}))
    session = book(alone, 1)
    with pytest.raises(PermissionDenied):
        move(session, by=UserFactory(**{trait: True}))


@pytest.mark.parametrize("trait", ["coordinator", "manager"])
def test_the_desk_books_too(alone, trait):
    facilitator = alone.place.cohort.staffing.get().user

    assert book(alone, 1, facilitator=facilitator, by=UserFactory(**{trait: True}))


def test_nothing_is_booked_for_somebody_suspended(alone):
    facilitator = alone.place.cohort.staffing.get().user
    first = book(alone, 1)
    hold(first)
    now = first.ends_at
    suspension.suspend(
        enrolment_id=alone.pk,
        review_on=FIRST_DATE + 2 * DAY,
        reviewer=facilitator,
        words="Missed two.",
        by=facilitator,
        now=now,
    )

    with pytest.raises(Refusal, match="Lift the suspension first"):
        book(alone, 2, now=now)
