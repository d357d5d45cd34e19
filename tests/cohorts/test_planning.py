"""Planning: dates, places, staff and money in one go, or one sentence and nothing written."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from cohorts.enums import ResourceKind
from cohorts.models import Booking, Cohort, Place, Session, Staffing
from programmes.models import Closure, FundingPeriod
from programmes.publishing import make_draft_version, publish_version
from referral_portal.accounts.roles import Role
from referral_portal.audit.models import AuditEvent
from referral_portal.audit.recorder import SYSTEM
from referral_portal.common.dates import local
from referral_portal.common.refusals import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import PLANNED_AT, START, make_cohort
from tests.factories.programmes import FundingPeriodFactory, ProgrammeVersionFactory, VenueFactory

pytestmark = pytest.mark.django_db


def test_a_cohort_gets_its_places_sessions_staff_money_and_audit():
    cohort = make_cohort()

    numbers = list(cohort.places.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, 9))
    assert cohort.sessions.count() == 12
    assert cohort.staffing.count() == 2
    assert cohort.funding_period == FundingPeriod.objects.get()
    assert AuditEvent.objects.filter(action="cohort.create", target_id=str(cohort.pk)).exists()


@pytest.mark.parametrize(("trait", "places"), [("group", 8), ("district_scheme", 12), (None, 1)])
def test_places_follow_the_version(trait, places):
    version = ProgrammeVersionFactory(**({trait: True} if trait else {}))

    assert make_cohort(version=version).places.count() == places


def test_the_clock_on_the_wall_stays_when_the_clocks_change():
    cohort = make_cohort(starts_on=dt.date(2027, 3, 2))

    starts = [local(session.starts_at) for session in cohort.sessions.order_by("number")]

    assert {start.time() for start in starts} == {START}
    assert {start.utcoffset() for start in starts} == {dt.timedelta(0), dt.timedelta(hours=1)}


def test_bank_holidays_are_skipped():
    version = ProgrammeVersionFactory(group=True)
    monday = dt.date(2027, 3, 8)

    cohort = make_cohort(version=version, starts_on=monday, weekday=0)

    days = [local(row.starts_at).date() for row in cohort.sessions.order_by("number")]
    assert dt.date(2027, 3, 29) not in days  # Easter Monday
    assert len(days) == 12


def test_local_closures_are_skipped_and_an_opened_day_is_not():
    monday = dt.date(2027, 1, 11)
    Closure.objects.create(closed_on=monday + dt.timedelta(weeks=2), reason="Staff training")
    Closure.objects.create(
        closed_on=monday + dt.timedelta(weeks=3), reason="Flood", is_active=False
    )

    cohort = make_cohort(starts_on=monday, weekday=0)

    days = [local(row.starts_at).date() for row in cohort.sessions.order_by("number")]
    assert monday + dt.timedelta(weeks=2) not in days
    assert monday + dt.timedelta(weeks=3) in days
    assert len(days) == 12


def test_a_cohort_keeps_its_version_when_the_catalogue_moves_on():
    cohort = make_cohort()
    version = cohort.programme_version
    draft = make_draft_version(
        programme_id=version.programme_id, by=SYSTEM, now=PLANNED_AT + dt.timedelta(days=1)
    )
    publish_version(version_id=draft.pk, by=SYSTEM, now=PLANNED_AT + dt.timedelta(days=2))

    cohort.refresh_from_db()

    assert cohort.programme_version == version
    assert cohort.sessions.count() == version.session_count
    with pytest.raises(Refusal, match="newer version"):
        make_cohort(version=version, funded=False)


def test_funding_that_ends_too_early_is_refused_with_the_reason():
    FundingPeriodFactory(starts_on=dt.date(2026, 9, 1), ends_on=dt.date(2027, 2, 28))

    with pytest.raises(Refusal, match="Only 7 of the 12 sessions fit"):
        make_cohort(funded=False)

    assert not Cohort.objects.exists()


def test_of_two_periods_the_one_that_holds_all_sessions_pays():
    FundingPeriodFactory(starts_on=dt.date(2026, 9, 1), ends_on=dt.date(2027, 2, 28))
    whole = FundingPeriodFactory(starts_on=dt.date(2027, 1, 1), ends_on=dt.date(2027, 12, 31))

    assert make_cohort(funded=False).funding_period == whole


def test_no_funding_at_all_is_refused():
    with pytest.raises(Refusal, match="No funding period covers the first date"):
        make_cohort(funded=False)


def test_a_group_needs_two_facilitators():
    with pytest.raises(Refusal, match="needs 2 facilitators"):
        make_cohort(facilitators=[UserFactory(facilitator=True)])


def test_the_same_facilitator_twice_is_one():
    facilitator = UserFactory(facilitator=True)

    with pytest.raises(Refusal, match="two different"):
        make_cohort(facilitators=[facilitator, facilitator])


def test_only_facilitators_deliver():
    people = [UserFactory(facilitator=True), UserFactory(commissioner=True)]

    with pytest.raises(Refusal, match="is not a facilitator"):
        make_cohort(facilitators=people)


def test_the_background_a_programme_asks_for_is_checked():
    version = ProgrammeVersionFactory(facilitator_qualifications=["psychology", "counselling"])
    officer = UserFactory(facilitator=True, qualifications=["da_officer"])

    with pytest.raises(Refusal, match="counselling background, psychology background"):
        make_cohort(version=version, facilitators=[officer])


def test_a_facilitator_is_never_in_two_places():
    taken = [UserFactory(facilitator=True), UserFactory(facilitator=True)]
    first = make_cohort(facilitators=taken)
    sessions = Session.objects.count()

    with pytest.raises(Refusal, match=f"has another session then: {first.name}, session 1"):
        make_cohort(
            facilitators=[UserFactory(facilitator=True), taken[1]],
            start_time=dt.time(19, 30),
            funded=False,
        )

    assert Session.objects.count() == sessions
    later = make_cohort(facilitators=taken, start_time=dt.time(20, 0), funded=False)
    assert later.sessions.count() == 12


def test_a_venue_holds_one_cohort_at_a_time():
    venue = VenueFactory()
    make_cohort(venue=venue)

    with pytest.raises(Refusal, match=f"{venue.name} is booked then"):
        make_cohort(venue=venue, funded=False)


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({"starts_on": dt.date(2027, 1, 13)}, "is not a Tuesday"),
        ({"starts_on": dt.date(2026, 11, 24)}, "has passed"),
        ({"name": "  "}, "Give the cohort a name"),
        ({"start_time": dt.time(23, 0)}, "past midnight"),
    ],
)
def test_other_refusals_are_sentences(choices, sentence):
    with pytest.raises(Refusal, match=sentence):
        make_cohort(**choices)

    for model in (Cohort, Place, Session, Staffing):
        assert not model.objects.exists()


def test_a_venue_in_another_district_is_refused():
    with pytest.raises(Refusal, match="is not in"):
        make_cohort(district=VenueFactory().district)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.MANAGER])
def test_only_managers_plan(role):
    trait = "agency_referrer" if role == Role.AGENCY else role.value.replace("-", "_")

    with pytest.raises(PermissionDenied):
        make_cohort(by=UserFactory(**{trait: True}))


def test_the_database_itself_refuses_a_facilitator_in_two_places():
    """On PostgreSQL; elsewhere the check of the verb stands alone."""
    cohort = make_cohort()
    mine = Booking.objects.filter(session__cohort=cohort, kind=ResourceKind.FACILITATOR).first()
    theirs = make_cohort(start_time=dt.time(9, 0)).sessions.get(number=1)

    with pytest.raises(IntegrityError, match="booking_never_in_two_places"), transaction.atomic():
        Booking.objects.create(
            kind=mine.kind,
            resource_id=mine.resource_id,
            session=theirs,
            starts_at=mine.ends_at - dt.timedelta(minutes=1),
            ends_at=mine.ends_at + dt.timedelta(hours=1),
        )
    # Right after is no overlap.
    Booking.objects.create(
        kind=mine.kind,
        resource_id=mine.resource_id,
        session=theirs,
        starts_at=mine.ends_at,
        ends_at=mine.ends_at + dt.timedelta(hours=1),
    )
