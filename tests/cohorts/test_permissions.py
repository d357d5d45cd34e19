"""Who finds which cohort page: own ones, all, or none. Another cohort is there to leak."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from cohorts.enums import Mark
from cohorts.register import mark
from tests.factories.accounts import UserFactory
from tests.factories.cohorts import (
    FIRST_DATE,
    IN_FIRST_SESSION,
    make_cohort,
    place_somebody,
    visitor_of,
    waiting_referral,
)
from tests.factories.programmes import (
    ProgrammeVersionFactory,
)

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


def every_page(cohort, enrolment, referral):
    """The path of every page about one cohort or one person in it."""
    return {
        name: reverse(f"cohorts:{name}", args=arguments)
        for name, arguments in {
            "detail": [cohort.pk],
            "access": [cohort.pk],
            "allocate": [cohort.pk],
            "place": [cohort.pk, referral.pk],
            "register": [cohort.pk, 1],
            "correct_mark": [cohort.pk, 1, enrolment.pk],
            "complete": [enrolment.pk],
            "remove": [enrolment.pk],
            "give_up": [enrolment.pk],
            "concern": [enrolment.pk],
            "plan_note": [enrolment.pk],
        }.items()
    }


OPENS = {
    "manager": {
        "detail",
        "access",
        "allocate",
        "place",
        "register",
        "correct_mark",
        "complete",
        "remove",
        "give_up",
        "concern",
        "plan_note",
    },
    "coordinator": {"detail", "allocate", "place", "give_up", "concern"},
    "facilitator": {
        "detail",
        "register",
        "correct_mark",
        "complete",
        "remove",
        "concern",
        "plan_note",
    },
    "co_facilitator": {"detail", "register", "correct_mark", "concern"},
    "stranger": set(),
    "expired": set(),
    "agency_referrer": set(),
    "commissioner": set(),
    "auditor": set(),
    "administrator": set(),
}


@pytest.mark.parametrize("who", OPENS)
def test_every_page_opens_for_its_roles_and_is_absent_for_all_others(
    client, travel, who, manager, other
):
    version = ProgrammeVersionFactory(group=True, has_plan_note=True)
    cohort = make_cohort(version=version)
    enrolment = place_somebody(cohort)
    mark(
        session_id=cohort.sessions.get(number=1).pk,
        marks={enrolment.pk: Mark.ATTENDED},
        by=cohort.staffing.first().user,
        now=IN_FIRST_SESSION,
    )
    user = {
        "manager": lambda: manager,
        "facilitator": lambda: cohort.staffing.first().user,
        "stranger": lambda: other.staffing.first().user,
        "co_facilitator": lambda: visitor_of(cohort, until=FIRST_DATE),
        "expired": lambda: visitor_of(cohort, until=FIRST_DATE - dt.timedelta(days=1)),
    }.get(who, lambda: UserFactory(**{who: True}))()
    client.force_login(user)

    pages = every_page(cohort, enrolment, waiting_referral(version.programme))
    opened = {name for name, url in pages.items() if client.get(url).status_code == 200}
    statuses = {client.get(url).status_code for url in pages.values()}

    assert opened == OPENS[who]
    assert statuses <= {200, 404}


def test_absent_and_forbidden_pages_are_alike(client, travel, other, facilitator):
    client.force_login(facilitator)

    forbidden = client.get(reverse("cohorts:detail", args=[other.pk]))
    absent = client.get(reverse("cohorts:detail", args=[uuid.uuid4()]))

    assert forbidden.status_code == absent.status_code == 404
    assert forbidden.content == absent.content


@pytest.mark.parametrize("name", ["list", "new"])
def test_anonymous_people_sign_in(client, name):
    url = reverse(f"cohorts:{name}")

    assert client.get(url).url == f"{reverse('sign_in')}?next={url}"


def test_only_managers_find_the_planning_page(client, manager, coordinator, facilitator):
    for user, status in ((manager, 200), (coordinator, 404), (facilitator, 404)):
        client.force_login(user)
        assert client.get(reverse("cohorts:new")).status_code == status


def test_a_colleague_of_another_agency_reads_a_first_name(read, travel, cohort):
    place_somebody(cohort, name="Samuel Example")
    visitor = visitor_of(cohort, until=FIRST_DATE)

    for name in ("detail", "register"):
        arguments = [cohort.pk, 1] if name == "register" else [cohort.pk]
        text = read(visitor, reverse(f"cohorts:{name}", args=arguments))
        assert "Samuel E." in text
        assert "Samuel Example" not in text
