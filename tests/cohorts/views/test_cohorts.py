"""The list, the page of a cohort, planning and placing, and what each costs."""

import datetime as dt
import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from cohorts.enums import Mark
from cohorts.models import (
    Cohort,
    Enrolment,
)
from cohorts.register import mark
from referral_portal.outbox.enums import Process
from referral_portal.outbox.models import Heartbeat
from referrals.enums import Status
from referrals.models import KeepApart
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import (
    IN_FIRST_SESSION,
    PLANNED_AT,
    place_somebody,
    session_time,
    waiting_referral,
)
from tests.factories.programmes import (
    DistrictFactory,
    FundingPeriodFactory,
    ProgrammeVersionFactory,
    VenueFactory,
)

pytestmark = pytest.mark.django_db


# -- The list and the page of a cohort --------------------
def many_cohorts(like: Cohort, count: int):
    """Rows as the planning verb makes them, without asking it for each."""
    rows = [
        Cohort(
            name=f"Further {number}",
            programme_version=like.programme_version,
            district=like.district,
            venue=like.venue,
            funding_period=like.funding_period,
            weekday=like.weekday,
            start_time=like.start_time,
            starts_on=like.starts_on + dt.timedelta(days=number),
            created_at=PLANNED_AT,
        )
        for number in range(count)
    ]
    return Cohort.objects.bulk_create(rows)


def test_the_list_costs_the_same_at_1_and_at_31_rows(
    client, travel, cohort, facilitator, django_assert_num_queries
):
    for user in (UserFactory(manager=True), facilitator):
        client.force_login(user)
        client.get(reverse("cohorts:list"))  # the session's own first write
        with django_assert_num_queries(5):
            client.get(reverse("cohorts:list"))
        rows = many_cohorts(cohort, 30)
        for row in rows:
            row.staffing.create(user=facilitator, role="lead", starts_on=PLANNED_AT.date())
        with django_assert_num_queries(5):
            client.get(reverse("cohorts:list"))
        for row in rows:
            row.staffing.all().delete()
            row.delete()


def test_turning_pages_forwards_and_back_shows_every_cohort_once(client, travel, cohort, settings):
    settings.COHORT_PAGE_SIZE = 4
    many_cohorts(cohort, 9)
    client.force_login(UserFactory(manager=True))
    url, seen, back = reverse("cohorts:list"), [], ""
    while True:
        response = client.get(url)
        seen += [row.pk for row in response.context["cohorts"]]
        if not response.context["next_url"]:
            back = response.context["previous_url"]
            break
        url = reverse("cohorts:list") + response.context["next_url"]

    assert len(seen) == len(set(seen)) == 10
    response = client.get(reverse("cohorts:list") + back)
    assert [row.pk for row in response.context["cohorts"]] == seen[4:8]


@pytest.mark.parametrize("typed", ["x", "1~2", "2027-01-01~x", "2027-99-99~y~z"])
def test_a_place_in_the_list_that_cannot_be_read_gives_the_first_page(
    read, travel, cohort, manager, typed
):
    assert cohort.name in read(manager, reverse("cohorts:list"), after=typed)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_outside_the_calendar_gives_the_first_page(read, travel, cohort, manager, moment):
    waiting_referral(cohort.programme_version.programme, name="Samuel Example")
    url = reverse("cohorts:allocate", args=[cohort.pk])

    assert "Samuel" in read(manager, url, after=f"{moment}~{cohort.pk}")


def test_cohorts_that_are_over_have_their_own_list(read, travel, cohort, manager):
    Cohort.objects.filter(pk=cohort.pk).update(status="finished")

    assert cohort.name not in read(manager, reverse("cohorts:list"))
    assert cohort.name in read(manager, reverse("cohorts:list"), show="past")


def test_the_page_costs_the_same_for_one_person_and_for_eight(
    client, travel, cohort, facilitator, django_assert_num_queries
):
    client.force_login(facilitator)
    url = reverse("cohorts:detail", args=[cohort.pk])
    place_somebody(cohort)
    client.get(url)
    for _ in range(2):
        with django_assert_num_queries(13):
            client.get(url)
        while cohort.places.filter(enrolments=None).exists():
            place_somebody(cohort)


def test_the_page_shows_how_often_somebody_attended(read, travel, cohort, facilitator):
    enrolment = place_somebody(cohort)
    for number, value in ((1, Mark.ATTENDED), (2, Mark.ABSENT)):
        mark(
            session_id=cohort.sessions.get(number=number).pk,
            marks={enrolment.pk: value},
            by=facilitator,
            now=session_time(cohort, number),
        )

    text = read(facilitator, reverse("cohorts:detail", args=[cohort.pk]))

    assert "Attended 1 of 2 sessions held." in text


def test_the_register_that_waits_has_a_button(travel, cohort, facilitator, coordinator, read):
    url = reverse("cohorts:detail", args=[cohort.pk])

    assert "Take the register for session 1" in read(facilitator, url)
    assert "Take the register" not in read(coordinator, url)


def test_silence_shows_a_neutral_banner(read, travel, cohort, facilitator):
    url = reverse("cohorts:list")

    assert "may be late" in read(facilitator, url)
    for process in Process:
        Heartbeat.objects.create(name=process, at=IN_FIRST_SESSION - dt.timedelta(minutes=4))
    assert "may be late" not in read(facilitator, url)
    # One of them is enough, and the page names none.
    Heartbeat.objects.filter(name=Process.OPENER).update(
        at=IN_FIRST_SESSION - dt.timedelta(minutes=6)
    )
    silent = read(facilitator, url)
    assert "may be late" in silent
    assert not re.search(r"\b(opener|copier|puller|sealed)\b", silent)


# -- Planning and placing --------------------
def planning_answers(version, venue, facilitators, **changes):
    return {
        "programme": version.pk,
        "name": "Orchard evenings",
        "venue": venue.pk,
        "starts_on-day": "12",
        "starts_on-month": "1",
        "starts_on-year": "2027",
        "start_time": "18:00",
        "first_facilitator": facilitators[0].pk,
        "second_facilitator": facilitators[1].pk if len(facilitators) > 1 else "",
    } | changes


def test_a_manager_plans_a_cohort(client, manager, time_machine):
    time_machine.move_to(PLANNED_AT, tick=False)
    version, venue = ProgrammeVersionFactory(group=True), VenueFactory()
    FundingPeriodFactory()
    people = [UserFactory(facilitator=True), UserFactory(facilitator=True)]
    client.force_login(manager)

    client.post(reverse("cohorts:new"), planning_answers(version, venue, people))

    cohort = Cohort.objects.get()
    assert (cohort.programme_version, cohort.district) == (version, venue.district)
    assert cohort.sessions.count() == 12


def test_a_plan_that_cannot_be_is_refused_on_the_page(client, manager, time_machine):
    time_machine.move_to(PLANNED_AT, tick=False)
    version, venue = ProgrammeVersionFactory(group=True), VenueFactory()
    FundingPeriodFactory()
    client.force_login(manager)

    answers = planning_answers(version, venue, [UserFactory(facilitator=True)])
    response = client.post(reverse("cohorts:new"), answers)

    assert "Domestic Abuse Groupwork needs 2 facilitators." in response.content.decode()
    assert not Cohort.objects.exists()


def test_the_waiting_list_is_that_of_the_programme_the_longest_wait_first(
    client, travel, cohort, coordinator
):
    programme = cohort.programme_version.programme
    names = ["First Example", "Second Example"]
    for name in names:
        waiting_referral(programme, name=name)
    waiting_referral(ProgrammeVersionFactory().programme, name="Other Programme")
    waiting_referral(programme, name="Not Decided", status=Status.AWAITING_TRIAGE)

    client.force_login(coordinator)
    response = client.get(reverse("cohorts:allocate", args=[cohort.pk]))

    assert [row["name"] for row in response.context["waiting"]] == names


def test_the_waiting_list_costs_the_same_at_3_and_at_30_rows(
    client, travel, cohort, coordinator, django_assert_num_queries
):
    client.force_login(coordinator)
    url = reverse("cohorts:allocate", args=[cohort.pk])
    programme, district = cohort.programme_version.programme, DistrictFactory()
    client.get(url)
    for count in (3, 27):
        for _ in range(count):
            waiting_referral(programme, district=district)
        with django_assert_num_queries(8):
            client.get(url)


def test_a_coordinator_gives_a_place(client, travel, cohort, coordinator):
    referral = waiting_referral(cohort.programme_version.programme, name="Samuel Example")
    client.force_login(coordinator)
    url = reverse("cohorts:place", args=[cohort.pk, referral.pk])

    confirm = client.get(url).content.decode()
    response = client.post(url)

    assert "What will be sent" in confirm
    assert response.url == reverse("cohorts:detail", args=[cohort.pk])
    assert Enrolment.objects.get().referral == referral
    kept = [row.get_decoded() for row in Session.objects.all()]
    assert "Samuel" not in str(kept)
    assert referral.reference in str(kept)


def test_a_refusal_shows_the_one_sentence(client, travel, cohort, coordinator):
    referral = waiting_referral(cohort.programme_version.programme)
    KeepApart.objects.create(
        referral_id=referral.pk, cohort_id=cohort.pk, sequence=1, released_at=PLANNED_AT
    )
    client.force_login(coordinator)

    listed = client.get(reverse("cohorts:allocate", args=[cohort.pk])).content.decode()
    response = client.post(reverse("cohorts:place", args=[cohort.pk, referral.pk]))

    assert referral.reference in listed
    text = response.content.decode()
    assert "This participant cannot have a place in this cohort. Choose another cohort." in text


def test_a_schedule_that_outlasts_its_funding_is_refused_on_the_page(
    client, cohort, manager, travel
):
    client.force_login(manager)
    response = client.post(
        reverse("cohorts:new"),
        {
            "programme": cohort.programme_version_id,
            "name": "Too late Tuesdays",
            "venue": cohort.venue_id,
            "starts_on-day": "6",
            "starts_on-month": "7",
            "starts_on-year": "2027",
            "start_time": "18:00",
            "first_facilitator": cohort.staffing.order_by("pk")[0].user_id,
            "second_facilitator": cohort.staffing.order_by("pk")[1].user_id,
        },
    )
    assert "of the 12 sessions fit before the funding ends" in response.content.decode()
    assert not Cohort.objects.filter(name="Too late Tuesdays").exists()
