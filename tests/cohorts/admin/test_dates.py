"""The next sessions of a participant on the page of their referral."""

import datetime as dt

import pytest

from cohorts.admin.dates import sessions_ahead
from cohorts.models import Session
from referrals.admin.referral.reading import Reading
from referrals.models import Referral
from tests.factories.cohorts import IN_FIRST_SESSION, make_cohort, place_somebody, waiting_referral
from tests.factories.desk import staff

pytestmark = pytest.mark.django_db
BEFORE = IN_FIRST_SESSION - dt.timedelta(days=1)


def dates(referral, now=BEFORE):
    fresh = Referral.objects.get(pk=referral.pk)
    return sessions_ahead(Reading(fresh, staff(coordinator=True), now))


def test_the_next_sessions_of_the_place_and_none_that_is_cancelled_or_for_another_participant():
    cohort = make_cohort()
    one, two = place_somebody(cohort), place_somebody(cohort)
    elsewhere = place_somebody(make_cohort())
    first, second, third, fourth, fifth = cohort.sessions.order_by("starts_at")[:5]
    Session.objects.filter(pk=second.pk).update(status="cancelled", cancelled_because="Snow")
    Session.objects.filter(pk=third.pk).update(enrolment=two)

    found = dates(one.referral)

    assert [date.on for date in found] == [
        session.starts_at.date() for session in (first, fourth, fifth)
    ]
    assert {date.how_known for date in found} == {cohort.name}
    assert str(cohort.pk) in found[0].url
    assert third.starts_at.date() in [date.on for date in dates(two.referral)]
    assert dates(one.referral, IN_FIRST_SESSION)[0].on == fourth.starts_at.date()
    assert cohort.name not in {date.how_known for date in dates(elsewhere.referral)}


def test_without_a_place_there_is_no_session():
    cohort = make_cohort()

    assert dates(waiting_referral(cohort.programme_version.programme)) == []
