"""Sixty-four requests compete to place one person twice, with real transactions on PostgreSQL.

The controls take the lock of the persons away: if nobody were placed twice then, the race would
prove nothing.
"""

import threading
from itertools import product

import pytest

from cohorts import enrolment as verbs
from cohorts.models import Enrolment
from cohorts.placement import HAS_A_PLACE, person_refusal
from referral_portal.common.refusals import Refusal
from referrals.enums import Status
from referrals.models import Referral
from tests.cohorts.test_enrolment_race import RACERS, ROUNDS, race
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import PLANNED_AT, make_cohort, waiting_referral
from tests.factories.one_person import another_referral, perhaps_the_same
from tests.patience import A_MINUTE

pytestmark = pytest.mark.django_db(transaction=True, databases=["default"])


def joined(programme):
    """Two referrals of one person."""
    first = waiting_referral(programme)
    return first, another_referral(first)


def undecided(programme):
    """Two referrals that may be of one person."""
    pair = waiting_referral(programme), waiting_referral(programme)
    perhaps_the_same(*pair)
    return pair


@pytest.fixture
def two_cohorts():
    """Two groups of one programme, at different times."""
    first = make_cohort()
    later = first.start_time.replace(hour=20)
    return first, make_cohort(version=first.programme_version, start_time=later)


@pytest.fixture
def ask():
    """A function that asks for a place and returns "placed" or the refusal."""
    coordinator = UserFactory(coordinator=True)
    assert coordinator.roles

    def allocate(asked):
        cohort_id, referral_id = asked
        try:
            verbs.allocate(
                cohort_id=cohort_id, referral_id=referral_id, by=coordinator, now=PLANNED_AT
            )
        except Refusal as refusal:
            return str(refusal)
        return "placed"

    return allocate


def active():
    return Enrolment.objects.filter(ended_at__isnull=True)


@pytest.mark.parametrize("pair", [joined, undecided])
def test_64_racers_for_two_places_get_one_for_one_person_every_round(two_cohorts, ask, pair):
    referrals = pair(two_cohorts[0].programme_version.programme)
    asked = [(cohort.pk, referral.pk) for cohort, referral in product(two_cohorts, referrals)]

    for _ in range(ROUNDS):
        results = race(ask, asked * (RACERS // len(asked)))

        assert results.count("placed") == 1
        for words in results:
            assert words == "placed" or " has a place in " in words or "already has" in words
        assert active().count() == 1
        active().update(ended_at=PLANNED_AT, ending_code="circumstances")
        Referral.objects.update(status=Status.AWAITING_ALLOCATION)


def without_the_lock(monkeypatch):
    """Take the lock away, and let both requests look before either of them writes."""
    both = threading.Barrier(2)

    def look(referral):
        found = person_refusal(referral)
        both.wait(timeout=A_MINUTE)
        return found

    monkeypatch.setattr(verbs, "lock_person_of", lambda referral_id: None)
    monkeypatch.setattr(verbs, "person_refusal", look)


def test_without_the_lock_two_who_may_be_one_both_get_a_place(two_cohorts, ask, monkeypatch):
    referrals = undecided(two_cohorts[0].programme_version.programme)
    without_the_lock(monkeypatch)

    results = race(ask, [(two_cohorts[n].pk, referrals[n].pk) for n in (0, 1)])

    assert results == ["placed", "placed"]


def test_without_the_lock_the_database_still_refuses_one_person(two_cohorts, ask, monkeypatch):
    referrals = joined(two_cohorts[0].programme_version.programme)
    without_the_lock(monkeypatch)

    results = race(ask, [(two_cohorts[n].pk, referrals[n].pk) for n in (0, 1)])

    assert sorted(results) == sorted(["placed", HAS_A_PLACE])
    assert active().count() == 1
