"""Opening a cohort to a colleague and closing it again, from the manager's pages."""

import datetime as dt

import pytest
from django.urls import reverse

from cohorts.models import Cohort
from referral_portal.accounts.models import Agency
from tests.factories.accounts import AgencyFactory, UserFactory
from tests.factories.cohorts import FIRST_DATE, make_cohort, place_somebody, visitor_of
from tests.factories.programmes import ProgrammeVersionFactory

pytestmark = pytest.mark.django_db

LAST_DATE = FIRST_DATE + dt.timedelta(days=7)


def seen(user, day=FIRST_DATE):
    return set(Cohort.objects.visible_to(user, day))


def colleague_of(cohort):
    """A user of another agency who has access to the cohort."""
    visitor = visitor_of(cohort, until=LAST_DATE)
    visitor.agency, _ = Agency.objects.get_or_create(name="Example District Council")
    visitor.save()
    return visitor


def test_a_manager_opens_a_cohort_to_a_colleague(client, travel, cohort, manager):
    visitor = UserFactory(
        co_facilitator=True, agency=AgencyFactory(name="Example District Council")
    )
    client.force_login(manager)
    url = reverse("cohorts:access", args=[cohort.pk])

    form = client.get(url).content.decode()
    client.post(
        url,
        {
            "colleague": visitor.pk,
            "starts_on-day": "12",
            "starts_on-month": "1",
            "starts_on-year": "2027",
            "ends_on-day": "20",
            "ends_on-month": "4",
            "ends_on-year": "2027",
            "reason": "Delivers with us",
        },
    )

    assert f"{visitor}, Example District Council" in form
    assert seen(visitor, dt.date(2027, 4, 20)) == {cohort}


def test_a_manager_sees_to_whom_it_is_open_and_closes_it(client, travel, cohort, manager):
    visitor = colleague_of(cohort)
    client.force_login(manager)
    detail = reverse("cohorts:detail", args=[cohort.pk])
    url = reverse("cohorts:end_access", args=[cohort.pk, visitor.pk])

    shown = client.get(detail).content.decode()
    client.get(url)
    assert seen(visitor) == {cohort}
    client.post(url)

    assert "Example District Council" in shown
    assert "until 19 January 2027: Delivers with us" in shown
    assert seen(visitor) == set()
    assert "Delivers with us" not in client.get(detail).content.decode()
    assert client.get(url).status_code == 404


def test_a_grant_of_another_cohort_is_not_closed_from_here(client, travel, cohort, other, manager):
    visitor = colleague_of(other)
    client.force_login(manager)

    answer = client.post(reverse("cohorts:end_access", args=[cohort.pk, visitor.pk]))

    assert answer.status_code == 404
    assert seen(visitor) == {other}


def test_the_page_costs_a_manager_the_same_for_one_colleague_and_for_five(
    client, travel, manager, django_assert_num_queries
):
    cohort = make_cohort(version=ProgrammeVersionFactory(district_scheme=True), by=manager)
    client.force_login(manager)
    url = reverse("cohorts:detail", args=[cohort.pk])
    for count in (1, 4):
        for _ in range(count):
            colleague_of(cohort)
            place_somebody(cohort)
        client.get(url)
        with django_assert_num_queries(20):
            client.get(url)
