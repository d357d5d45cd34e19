"""The pages on which sessions are booked one by one, moved and caught up, and what each costs."""

import datetime as dt

import pytest
from django.urls import reverse

from cohorts.enums import Mark
from cohorts.models import Cohort, Session
from cohorts.register import mark
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import (
    FIRST_DATE,
    PLANNED_AT,
    make_cohort,
    place_somebody,
    session_time,
    visitor_of,
)
from tests.factories.programmes import FundingPeriodFactory, ProgrammeVersionFactory, VenueFactory
from tests.factories.single import book, hold, make_cobi, placed_alone

pytestmark = pytest.mark.django_db


@pytest.fixture
def alone(db):
    return placed_alone(name="Samuel Example")


@pytest.fixture
def delivers(alone, client, time_machine):
    """Its facilitator, signed in on the day on which it was planned."""
    time_machine.move_to(PLANNED_AT, tick=False)
    user = alone.place.cohort.staffing.get().user
    client.force_login(user)
    return user


def answers(facilitator, **changes):
    return {
        "on-day": "12",
        "on-month": "1",
        "on-year": "2027",
        "start": "14:00",
        "minutes": "150",
        "facilitator": facilitator.pk,
    } | changes


def page_of(enrolment):
    return reverse("cohorts:detail", args=[enrolment.place.cohort_id])


def test_a_manager_plans_a_one_to_one_without_a_weekly_time(client, manager, time_machine):
    time_machine.move_to(PLANNED_AT, tick=False)
    version, group, venue = (
        ProgrammeVersionFactory(),
        ProgrammeVersionFactory(group=True),
        VenueFactory(),
    )
    FundingPeriodFactory()
    people = [UserFactory(facilitator=True), UserFactory(facilitator=True)]
    client.force_login(manager)
    planned = {
        "programme": group.pk,
        "name": "Orchard alone",
        "venue": venue.pk,
        "starts_on-day": "12",
        "starts_on-month": "1",
        "starts_on-year": "2027",
        "start_time": "",
        "first_facilitator": people[0].pk,
        "second_facilitator": people[1].pk,
    }

    refused = client.post(reverse("cohorts:new"), planned).content.decode()
    client.post(
        reverse("cohorts:new"), planned | {"programme": version.pk, "second_facilitator": ""}
    )

    assert "Select a start time" in refused
    assert Cohort.objects.get().sessions.count() == 0
    assert "Times agreed one by one" in client.get(reverse("cohorts:list")).content.decode()


def test_the_next_session_is_offered_booked_and_then_the_one_after(client, alone, delivers):
    page = reverse("cohorts:book", args=[alone.pk, 1])
    shown = client.get(page_of(alone)).content.decode()
    assert page in shown
    assert "Attended 0 of 12 sessions" in shown
    assert "No sessions are booked yet" in shown

    offered = client.get(page).content.decode()
    assert "150 at most" in offered
    assert "(day and time)" in offered
    response = client.post(page, answers(delivers))

    assert response["Location"] == page_of(alone)
    shown = client.get(page_of(alone)).content.decode()
    assert "Tuesday 12 January 2027, 14:00</strong>" not in shown
    assert "1. Tuesday 12 January 2027, 14:00 to 16:30" in shown
    assert reverse("cohorts:book", args=[alone.pk, 2]) in shown
    assert client.get(page).status_code == 404


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"minutes": "151"}, "minutes", "can last 150 minutes at most"),
        ({"minutes": "long"}, "minutes", "as a whole number"),
        ({"minutes": "²"}, "minutes", "as a whole number"),
        ({"on-month": "3", "on-day": "29"}, "on", "Easter Monday"),
        ({"on-year": "2026"}, "on", "must be today or in the future"),
        ({"start": ""}, "start", "Select a start time"),
    ],
)
def test_a_refusal_stands_beside_its_field(client, alone, delivers, changes, field, sentence):
    response = client.post(
        reverse("cohorts:book", args=[alone.pk, 1]), answers(delivers, **changes)
    )

    assert sentence in " ".join(response.context["form"].errors[field])
    assert sentence in response.content.decode()
    assert not Session.objects.exists()


def test_a_booked_session_is_moved_and_cancelled_from_the_page(client, alone, delivers):
    session = book(alone, 1)
    move = reverse("cohorts:move_session", args=[session.cohort_id, session.number])
    cancel = reverse("cohorts:cancel_session", args=[session.cohort_id, session.number])
    shown = client.get(page_of(alone)).content.decode()
    assert move in shown
    assert cancel in shown

    assert "It is booked for Tuesday 12 January 2027, 14:00 to 15:30" in (
        client.get(move).content.decode()
    )
    client.post(move, answers(delivers, **{"on-day": "13"}))

    moved = Session.objects.get(status="planned")
    assert moved.starts_at.date() == FIRST_DATE + dt.timedelta(days=1)
    assert client.get(move).status_code == 404
    client.post(
        reverse("cohorts:cancel_session", args=[moved.cohort_id, moved.number]), {"reason": "Ill"}
    )
    assert not Session.objects.filter(status="planned").exists()
    assert (
        reverse("cohorts:book", args=[alone.pk, 1]) in client.get(page_of(alone)).content.decode()
    )


def test_another_s_sessions_are_not_there(client, alone, delivers):
    other = placed_alone(name="Leaking Example")
    session = book(other, 1)

    for url in (
        reverse("cohorts:book", args=[other.pk, 2]),
        reverse("cohorts:move_session", args=[session.cohort_id, session.number]),
    ):
        assert client.get(url).status_code == 404
        assert client.post(url, answers(delivers)).status_code == 404
    assert Session.objects.count() == 1


def test_a_visitor_of_another_agency_books_nothing(client, alone, delivers):
    client.force_login(visitor_of(alone.place.cohort, until=FIRST_DATE))

    shown = client.get(page_of(alone)).content.decode()

    assert reverse("cohorts:book", args=[alone.pk, 1]) not in shown
    assert client.get(reverse("cohorts:book", args=[alone.pk, 1])).status_code == 404


def test_a_missed_session_of_a_group_is_offered_until_it_is_caught_up(client, time_machine):
    group = make_cohort()
    missed, other = place_somebody(group, name="Samuel Example"), place_somebody(group)
    facilitator = group.staffing.order_by("pk").first().user
    moment = session_time(group, 1)
    mark(
        session_id=group.sessions.get(number=1).pk,
        marks={missed.pk: Mark.ABSENT, other.pk: Mark.ATTENDED},
        by=facilitator,
        now=moment,
    )
    time_machine.move_to(moment, tick=False)
    client.force_login(facilitator)
    page = reverse("cohorts:book", args=[missed.pk, 1])

    shown = client.get(page_of(missed)).content.decode()
    # Before the next but one session of the group: the third, two weeks later.
    assert f'{page}">Book the catch-up of session 1' in shown
    assert "by 26 January" in shown
    assert "Overdue" not in shown
    assert reverse("cohorts:book", args=[other.pk, 1]) not in shown
    client.post(page, answers(facilitator, **{"on-day": "14", "minutes": "60"}))
    shown = client.get(page_of(missed)).content.decode()
    assert page not in shown
    assert "Catch-up for Samuel Example" in shown

    hold(Session.objects.get(is_catch_up=True))
    shown = client.get(page_of(missed)).content.decode()
    assert shown.count("Attended 1 of 1 session held.") == 2

    mark(
        session_id=group.sessions.get(number=2).pk,
        marks={missed.pk: Mark.ABSENT, other.pk: Mark.ATTENDED},
        by=facilitator,
        now=session_time(group, 2),
    )
    time_machine.move_to(session_time(group, 5), tick=False)
    client.force_login(facilitator)
    assert "Overdue" in client.get(page_of(missed)).content.decode()


def test_the_pages_cost_the_same_for_one_session_and_for_many(
    client, alone, delivers, django_assert_num_queries
):
    book(alone, 1)
    move = reverse("cohorts:move_session", args=[alone.place.cohort_id, 1])
    for last in (2, 6):
        pages = [(page_of(alone), 12), (move, 17)]
        pages.append((reverse("cohorts:book", args=[alone.pk, last]), 15))
        for url, budget in pages:
            client.get(url)
            with django_assert_num_queries(budget):
                assert client.get(url).status_code == 200
        for number in range(last, 6):
            book(alone, number)


def test_no_page_of_a_one_to_one_names_a_weekday(client, delivers, alone, coordinator):
    make_cobi(name="Further alone")
    client.force_login(coordinator)

    for url in (reverse("cohorts:list"), page_of(alone)):
        text = client.get(url).content.decode()
        assert "Times agreed one by one" in text
        assert "Nones" not in text
