"""Sixty-four referrals compete for the last place, with real transactions on PostgreSQL.

The naive version, which counts and then inserts, is tested beside the verb: if it ever stopped
overfilling, this test would prove nothing.
"""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from cohorts.enrolment import allocate
from cohorts.models import Enrolment
from referral_portal.common.refusals import Refusal
from referrals.enums import AttendanceBasis
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import PLANNED_AT, make_cohort, place_somebody, waiting_referral
from tests.factories.programmes import ProgrammeVersionFactory
from tests.patience import A_MINUTE

pytestmark = pytest.mark.django_db(transaction=True, databases=["default"])
RACERS = 64
ROUNDS = 3


def race(run, referral_ids):
    """Start `run` for every referral at the same moment, each on a connection of its own."""
    barrier = threading.Barrier(len(referral_ids))

    def racer(referral_id):
        try:
            connection.ensure_connection()
            barrier.wait(timeout=A_MINUTE)
            return run(referral_id)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(referral_ids)) as threads:
        return list(threads.map(racer, referral_ids))


@pytest.fixture
def last_place():
    """A cohort of eight with seven places taken, and sixty-four who wait."""
    cohort = make_cohort()
    coordinator = UserFactory(coordinator=True)
    assert coordinator.roles
    for _ in range(7):
        place_somebody(cohort, by=coordinator)
    programme = cohort.programme_version.programme
    waiting = [waiting_referral(programme, district=cohort.district).pk for _ in range(RACERS)]
    return cohort, coordinator, waiting


def test_exactly_one_of_64_gets_the_last_place_every_round(last_place):
    cohort, coordinator, waiting = last_place

    def ask(referral_id):
        try:
            allocate(cohort_id=cohort.pk, referral_id=referral_id, by=coordinator, now=PLANNED_AT)
        except Refusal as refusal:
            return str(refusal)
        return "placed"

    for _ in range(ROUNDS):
        results = race(ask, waiting)

        active = Enrolment.objects.filter(place__cohort=cohort, ended_at__isnull=True)
        assert results.count("placed") == 1
        assert sum(words.startswith("This cohort is full") for words in results) == RACERS - 1
        assert active.count() == 8
        winner = active.get(referral_id__in=waiting)
        waiting = [key for key in waiting if key != winner.referral_id]
        waiting.append(
            waiting_referral(cohort.programme_version.programme, district=cohort.district).pk
        )
        active.filter(pk=winner.pk).update(ended_at=PLANNED_AT, ending_code="circumstances")


def test_counting_and_then_inserting_overfills(last_place):
    """The control. It writes to a table without our constraints, which would stop it.

    All have counted before any of them inserts: it does not depend on which is quickest.
    """
    cohort, _, waiting = last_place

    def run(sql, *values):
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchone()[0] if cursor.description else None

    counted = threading.Barrier(len(waiting))

    def ask(referral_id):
        with transaction.atomic():
            taken = run("SELECT count(*) FROM naive WHERE cohort = %s", cohort.pk)
            counted.wait(timeout=A_MINUTE)
            if taken >= 8:
                return 0
            run("INSERT INTO naive VALUES (%s, %s)", cohort.pk, referral_id)
            return 1

    run("CREATE TABLE naive (cohort uuid, referral uuid)")
    try:
        for _ in range(7):
            run("INSERT INTO naive VALUES (%s, gen_random_uuid())", cohort.pk)
        winners = sum(race(ask, waiting))
    finally:
        run("DROP TABLE naive")

    assert winners > 1


def test_two_cohorts_racing_for_one_person_place_him_once():
    version_cohort = make_cohort()
    version = version_cohort.programme_version
    # Later in the evening, so that only the person's own place stands against the second one.
    other = make_cohort(version=version, start_time=version_cohort.start_time.replace(hour=20))
    coordinator = UserFactory(coordinator=True)
    assert coordinator.roles
    referral = waiting_referral(version.programme)
    cohorts = [version_cohort.pk, other.pk] * 8

    def ask(cohort_id):
        try:
            allocate(cohort_id=cohort_id, referral_id=referral.pk, by=coordinator, now=PLANNED_AT)
        except Refusal as refusal:
            return str(refusal)
        return "placed"

    results = race(ask, cohorts)

    assert results.count("placed") == 1
    assert sum(words.startswith("This person already has a place") for words in results) == 15
    assert Enrolment.objects.filter(referral=referral).count() == 1


@pytest.mark.parametrize(
    ("override", "refusal", "mandated", "voluntary"),
    [("", "equal mix", 5, 0), ("No other group this year.", "is full", 6, 5)],
)
def test_racers_overfill_neither_the_mix_nor_by_override_the_group(
    override, refusal, mandated, voluntary
):
    cohort = make_cohort(version=ProgrammeVersionFactory(district_scheme=True))
    manager = UserFactory(manager=True)
    assert manager.roles
    rar = AttendanceBasis.REHABILITATION_ACTIVITY
    for basis in [rar] * mandated + [AttendanceBasis.VOLUNTARY] * voluntary:
        place_somebody(cohort, by=manager, attendance_basis=basis)
    programme = cohort.programme_version.programme
    waiting = [
        waiting_referral(programme, district=cohort.district, attendance_basis=rar).pk
        for _ in range(8)
    ]

    def ask(referral_id):
        try:
            allocate(
                cohort_id=cohort.pk,
                referral_id=referral_id,
                by=manager,
                now=PLANNED_AT,
                override=override,
            )
        except Refusal as error:
            return str(error)
        return "placed"

    results = race(ask, waiting)

    assert results.count("placed") == 1
    assert sum(refusal in words for words in results) == 7
    active = Enrolment.objects.filter(place__cohort=cohort, ended_at__isnull=True)
    assert active.count() == mandated + voluntary + 1
