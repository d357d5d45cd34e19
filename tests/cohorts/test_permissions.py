"""Who may do what with a cohort, and who finds which page of it."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cohorts import permissions
from cohorts.enums import Mark
from cohorts.register import mark
from tests.factories.accounts import TRAITS, UserFactory
from tests.factories.cohorts import (
    FIRST_DATE,
    IN_FIRST_SESSION,
    PLANNED_AT,
    make_cohort,
    place_somebody,
    visitor_of,
    waiting_referral,
)
from tests.factories.programmes import (
    ProgrammeVersionFactory,
)

pytestmark = pytest.mark.django_db


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


# -- The questions and their checks --------------------
MANAGER_ONLY, BOTH = {"manager"}, {"manager", "coordinator"}


@pytest.mark.parametrize("who", TRAITS)
@pytest.mark.parametrize(
    ("name", "allowed"),
    [("plan", MANAGER_ONLY), ("override_mix", MANAGER_ONLY), ("allocate", BOTH)],
)
def test_roles_plan_override_and_give_places(who, name, allowed):
    user = UserFactory(**{who: True})

    assert getattr(permissions, f"can_{name}")(user) == (who in allowed)
    if who in allowed:
        getattr(permissions, f"check_can_{name}")(user)
    else:
        with pytest.raises(PermissionDenied):
            getattr(permissions, f"check_can_{name}")(user)


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ("manager", {"take_register", "end", "book", "raise_concern"}),
        ("coordinator", {"book", "raise_concern"}),
        ("facilitator", {"take_register", "end", "book", "raise_concern"}),
        ("visitor", {"take_register", "raise_concern"}),
        ("stranger", set()),
        ("auditor", set()),
    ],
)
def test_who_works_with_the_participants_of_a_cohort(
    who, allowed, cohort, other, facilitator, manager, coordinator
):
    today = PLANNED_AT.date()
    user = {
        "manager": lambda: manager,
        "coordinator": lambda: coordinator,
        "facilitator": lambda: facilitator,
        "visitor": lambda: visitor_of(cohort, until=FIRST_DATE),
        "stranger": lambda: other.staffing.first().user,
        "auditor": lambda: UserFactory(auditor=True),
    }[who]()

    for name in ("take_register", "end", "book", "raise_concern"):
        may = getattr(permissions, f"can_{name}")(user, cohort.pk, today)
        assert may == (name in allowed), name
        if may:
            getattr(permissions, f"check_can_{name}")(user, cohort.pk, today)
        else:
            with pytest.raises(PermissionDenied):
                getattr(permissions, f"check_can_{name}")(user, cohort.pk, today)
