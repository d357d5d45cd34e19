"""What the public reads about groups: a district and a month, and nothing to find anybody by."""

import datetime as dt
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cohorts.announcing import announce, take_announcement_back
from cohorts.enums import CohortStatus
from cohorts.models import Cohort, Place
from programmes.enums import DISTRICT_PROGRAMME
from programmes.models import Programme
from referral_portal.audit.models import AuditEvent
from referral_portal.common.refusals import Refusal
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import FIRST_DATE, PLANNED_AT, make_cohort, place_somebody
from tests.factories.district import load_district_programme, plan_group
from tests.factories.programmes import (
    ProgrammeVersionFactory,
)

pytestmark = pytest.mark.django_db

PAGE = "/programmes/districts/"


@pytest.fixture
def version(db):
    return load_district_programme()


@pytest.fixture
def plan(version, manager):
    """A function that plans a district group, announced unless told otherwise."""
    return partial(plan_group, version, manager)


def text_of(client):
    response = client.get(PAGE)
    assert response.status_code == 200
    return response.content.decode()


def groups_of(client):
    return [
        (group.district, f"{group.month:%B %Y}") for group in client.get(PAGE).context["groups"]
    ]


# -- What is told --------------------
def test_it_tells_district_and_month_of_the_groups_announced(client, plan):
    plan("Dover")
    plan("Ashford", starts_on=FIRST_DATE + dt.timedelta(days=28))
    plan("Swale", told=False)

    text = text_of(client)

    assert groups_of(client) == [("Dover", "January 2027"), ("Ashford", "February 2027")]
    assert text.index("Dover") < text.index("January 2027") < text.index("Ashford")
    assert "Swale" not in text


def test_it_tells_nothing_to_find_anybody_by(client, plan, coordinator):
    cohort = plan(name="Dover Tuesdays")
    for name in ("Samuel Example", "Bert Example", "Cecil Example"):
        place_somebody(cohort, by=coordinator, name=name)

    text = text_of(client)

    for secret in (
        "Example",
        "Tuesday",
        "12 January",
        "2027-01-12",
        "18:00",
        "6pm",
        "Secret",
        "ME14",
        cohort.name,
        str(cohort.pk),
        str(cohort.staffing.first().user),
        "3 of 12",
        "places",
    ):
        assert secret not in text


def test_two_groups_of_one_month_are_one_line_and_days_leave_no_order(client, plan):
    plan("Dover", starts_on=FIRST_DATE)
    plan("Ashford", starts_on=FIRST_DATE + dt.timedelta(days=7))
    plan("Ashford", starts_on=FIRST_DATE + dt.timedelta(days=14), start_time=dt.time(10, 0))

    assert groups_of(client) == [("Ashford", "January 2027"), ("Dover", "January 2027")]


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        (CohortStatus.PLANNED, True),
        (CohortStatus.RUNNING, True),
        (CohortStatus.FINISHED, False),
        (CohortStatus.CANCELLED, False),
    ],
)
def test_a_group_is_told_of_while_it_is_planned_or_runs(client, plan, status, shown):
    Cohort.objects.filter(pk=plan().pk).update(status=status)

    assert bool(groups_of(client)) == shown


def test_other_programmes_and_one_not_on_offer_are_not_told_of(client, plan, cohort):
    Cohort.objects.filter(pk=cohort.pk).update(announced_at=PLANNED_AT)
    plan()
    Programme.objects.filter(code=DISTRICT_PROGRAMME).update(is_active=False)

    assert groups_of(client) == []


# -- The first groups --------------------
FIRST = {
    "Canterbury": "Pilot group, until mid-December 2016",
    "Maidstone": "First group, February 2017",
    "Medway": "First group, June 2017",
    "Thanet": "First group, September 2017",
}


def test_nobody_can_be_placed_in_one_of_them(version):
    """They are rows of the catalogue: without places there is nothing to give."""
    assert not Cohort.objects.exists()
    assert not Place.objects.exists()


def test_a_new_group_where_a_first_one_was_stands_above_history(client, plan):
    plan("Thanet")

    text = text_of(client)

    assert text.index("January 2027") < text.index("History") < text.index("September 2017")


# -- Announcing --------------------
def test_a_manager_announces_and_takes_it_back(client, travel, plan, manager):
    cohort = plan(told=False)
    client.force_login(manager)
    url = reverse("cohorts:announce", args=[cohort.pk])

    assert "Dover: January 2027" in client.get(url).content.decode()
    assert groups_of(client) == []
    for _ in range(2):  # pressing twice is pressing once
        client.post(url)
        assert groups_of(client) == [("Dover", "January 2027")]
    assert "Remove from the public page" in client.get(url).content.decode()
    client.post(url, {"take_back": "1"})

    assert groups_of(client) == []
    actions = AuditEvent.objects.filter(target_id=str(cohort.pk)).values_list("action", flat=True)
    assert list(actions.filter(action__contains="announce").order_by("pk")) == [
        "cohort.announce",
        "cohort.take_announcement_back",
    ]


def test_only_groups_of_the_district_programme_to_come(client, cohort, plan, manager):
    over = plan(told=False)
    Cohort.objects.filter(pk=over.pk).update(status=CohortStatus.FINISHED)
    client.force_login(manager)

    for one in (cohort, over):
        with pytest.raises(Refusal):
            announce(cohort_id=one.pk, by=manager, now=PLANNED_AT)
        assert client.get(reverse("cohorts:announce", args=[one.pk])).status_code == 404


@pytest.mark.parametrize("trait", ["coordinator", "facilitator", "co_facilitator", "administrator"])
def test_only_a_manager_announces(plan, trait):
    cohort = plan(told=False)
    user = UserFactory(**{trait: True})

    for verb in (announce, take_announcement_back):
        with pytest.raises(PermissionDenied):
            verb(cohort_id=cohort.pk, by=user, now=PLANNED_AT)


def test_a_version_of_its_name_alone_is_not_the_district_programme(client, manager):
    """The scheme's own trait without its code."""
    cohort = make_cohort(version=ProgrammeVersionFactory(district_scheme=True), by=manager)

    with pytest.raises(Refusal):
        announce(cohort_id=cohort.pk, by=manager, now=PLANNED_AT)
