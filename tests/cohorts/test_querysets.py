"""Which cohorts, sessions and enrolments a user sees."""

import datetime as dt

import pytest
from django.urls import reverse

from cohorts.cancelling import cancel_session
from cohorts.enrolment import give_up_place
from cohorts.models import Cohort, Enrolment
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import (
    FIRST_DATE,
    IN_FIRST_SESSION,
    PLANNED_AT,
    make_cohort,
    place_somebody,
    visitor_of,
)
from tests.factories.single import caught_up_later, make_cobi

pytestmark = pytest.mark.django_db


def test_facilitators_see_their_own_cohorts_only(read, travel, cohort, other, facilitator):
    text = read(facilitator, reverse("cohorts:list"))

    assert cohort.name in text
    assert other.name not in text


def test_managers_and_coordinators_see_all(read, travel, cohort, other, manager, coordinator):
    for user in (manager, coordinator):
        text = read(user, reverse("cohorts:list"))
        assert cohort.name in text
        assert other.name in text


def test_an_expired_grant_hides_the_cohort(client, read, travel, cohort, other):
    visitor = visitor_of(cohort, until=FIRST_DATE)
    page = reverse("cohorts:detail", args=[cohort.pk])

    assert cohort.name in read(visitor, reverse("cohorts:list"))
    assert client.get(page).status_code == 200
    travel.move_to(IN_FIRST_SESSION + dt.timedelta(days=1))
    client.force_login(visitor)
    assert cohort.name not in client.get(reverse("cohorts:list")).content.decode()
    assert client.get(page).status_code == 404


def test_enrolments_are_seen_with_their_cohort(cohort, other, facilitator, manager):
    here = place_somebody(cohort)
    there = other.places.get(enrolments__isnull=False).enrolments.get()
    today = PLANNED_AT.date()

    assert set(Enrolment.objects.visible_to(manager, today)) == {here, there}
    assert set(Enrolment.objects.visible_to(facilitator, today)) == {here}
    assert not Enrolment.objects.visible_to(UserFactory(commissioner=True), today).exists()


def test_staffing_counts_on_its_days_only(cohort, facilitator):
    today = PLANNED_AT.date()
    row = cohort.staffing.get(user=facilitator)
    row.ends_on = today
    row.save()

    assert Cohort.objects.visible_to(facilitator, today).exists()
    assert not Cohort.objects.visible_to(facilitator, today + dt.timedelta(days=1)).exists()
    assert not Cohort.objects.visible_to(facilitator, today - dt.timedelta(days=1)).exists()


def test_figures_count_active_places_and_find_the_next_session(cohort, coordinator, manager):
    place_somebody(cohort)
    given_up = place_somebody(cohort)
    give_up_place(enrolment_id=given_up.pk, words="Moved", by=coordinator, now=PLANNED_AT)
    first, second = cohort.sessions.order_by("number")[:2]

    def figures(now):
        row = Cohort.objects.with_figures(now).get(pk=cohort.pk)
        return row.places_total, row.places_taken, row.next_at

    assert figures(PLANNED_AT) == (8, 1, first.starts_at)
    assert figures(first.ends_at) == (8, 1, second.starts_at)
    cancel_session(session_id=first.pk, reason="Snow", by=manager, now=PLANNED_AT)
    assert figures(PLANNED_AT) == (8, 1, second.starts_at)


def test_figures_of_an_empty_one_to_one_are_zero_and_none():
    alone = make_cobi()

    row = Cohort.objects.with_figures(PLANNED_AT).get(pk=alone.pk)

    assert (row.places_total, row.places_taken, row.next_at) == (1, 0, None)


def test_sessions_of_a_participant_are_those_of_the_group_and_their_own():
    group = make_cohort()
    missed, other = place_somebody(group), place_somebody(group)
    catch_up = caught_up_later(missed, other, group.staffing.first().user)

    assert catch_up in group.sessions.of_person(missed.pk)
    assert catch_up not in group.sessions.of_person(other.pk)
    assert group.sessions.of_person(other.pk).count() == 12


def test_live_sessions_are_not_cancelled(cohort, manager):
    first = cohort.sessions.get(number=1)
    cancel_session(session_id=first.pk, reason="Snow", by=manager, now=PLANNED_AT)

    assert first not in cohort.sessions.live()
    assert cohort.sessions.live().count() == 11


def test_active_enrolments_have_not_ended(cohort, coordinator):
    stays, leaves = place_somebody(cohort), place_somebody(cohort)
    give_up_place(enrolment_id=leaves.pk, words="Moved", by=coordinator, now=PLANNED_AT)

    assert list(Enrolment.objects.active()) == [stays]


def test_a_cohort_with_a_free_place_is_one_with_fewer_taken_than_it_has(coordinator):
    full, left, empty = make_cobi(), make_cobi(), make_cobi()
    place_somebody(full)
    given_up = place_somebody(left)
    give_up_place(enrolment_id=given_up.pk, words="Moved", by=coordinator, now=PLANNED_AT)

    counted = Cohort.objects.with_places()

    assert {one.pk for one in counted if one.places_taken < one.places_total} == {left.pk, empty.pk}
    assert set(Cohort.objects.with_a_free_place()) == {left, empty}
