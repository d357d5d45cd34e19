"""Every address is in the table of tests/every_url.py, and answers as its line says.

Each is asked anonymously and as every role, for a row that exists and for one that does not: to
whoever may not open it the two answers are the same, letter for letter.
"""

import re
import uuid

import pytest
from django.urls import reverse

from cohorts.models import Session
from referral_portal.accounts.roles import Role
from referral_portal.outbox.enums import MessageStatus
from referral_portal.outbox.models import OutgoingMessage
from referrals.enums import Status
from safeguarding.models import VictimCase
from safeguarding.opening import open_waiting
from tests.every_url import (
    ADMIN,
    CATALOGUE,
    LINK_WORKER,
    PUBLIC,
    SIGNED_IN,
    TABLE,
    UNNAMED,
    addresses,
    undeclared,
)
from tests.factories.accounts import TRAITS, AgencyFactory, UserFactory
from tests.factories.callbacks import CallBackFactory
from tests.factories.cohorts import (
    FIRST_DATE,
    PLANNED_AT,
    make_cohort,
    place_somebody,
    visitor_of,
    waiting_referral,
)
from tests.factories.programmes import StoryFactory
from tests.factories.safeguarding import client_of, make_worker

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])

# The admin sends people on to the one sign-in page.
STAFF_SIGN_IN = {"/sign-in/", "/admin/login/"}
METHODS = ("get", "post", "head", "options")
CHANGING = re.compile(rb'(csrfmiddlewaretoken" value=")[^"]+|nonce="[^"]+"')
TRAIT_OF = {role: trait for trait, role in TRAITS.items()}


class World:
    """One row of everything an address can name, belonging to somebody else than who asks."""

    def __init__(self):
        self.cohort = make_cohort(by=UserFactory(manager=True))
        self.enrolment = place_somebody(self.cohort)
        version = self.cohort.programme_version
        self.waiting = waiting_referral(version.programme, district=self.cohort.district)
        self.fresh = waiting_referral(None, status=Status.AWAITING_TRIAGE)
        self.message = OutgoingMessage.objects.filter(status=MessageStatus.WAITING_RELEASE).first()
        open_waiting(now=PLANNED_AT)
        self.case = VictimCase.objects.get(referral_id=self.fresh.pk)
        self.rows = {
            "cohort_id": self.cohort.pk,
            "enrolment_id": self.enrolment.pk,
            "referral_id": self.fresh.pk,
            "call_back_id": CallBackFactory().pk,
            "message_id": self.message.pk,
            "case_id": self.case.pk,
            "version_id": version.pk,
            "session_id": Session.objects.first().pk,
            "number": 1,
            "topic": "domestic-abuse",
            "code": version.programme.code,
            "slug": "now",
            "audience": "participant",
            "name": "danger",
            "token": "not-a-link",
            "app_label": "programmes",
            "contact_id": 1,
            "worker_id": 1,
            "user_id": visitor_of(self.cohort, until=FIRST_DATE).pk,
            "alert_id": 1,
            "concern_id": uuid.uuid4(),
            "handback_id": uuid.uuid4(),
        }
        self.objects = {
            "programmes_district": self.cohort.district.pk,
            "programmes_venue": self.cohort.venue.pk,
            "programmes_partner": self.cohort.funding_period.funder_id,
            "programmes_fundingperiod": self.cohort.funding_period.pk,
            "programmes_programme": version.programme.pk,
            "programmes_programmeversion": version.pk,
            "programmes_story": StoryFactory().pk,
            "cohorts_cohort": self.cohort.pk,
            "outbox_outgoingmessage": self.message.pk,
            "accounts_user": self.enrolment.given_by_id,
            "auth_user": self.enrolment.given_by_id,
            "accounts_agency": 1,
            "audit_auditevent": 1,
        }

    def address(self, name: str, pattern, *, exists: bool = True) -> str:
        """Return the path of `name` for a row of this world, or for a row that is nowhere."""
        rows = {}
        for argument in pattern.regex.groupindex:
            if argument in {"object_id", "id"}:
                model = re.sub(
                    r"_(change|password_change|access)$", "", name.removeprefix("admin:")
                )
                rows[argument] = self.objects[model] if exists else 987_654
            elif exists or argument in {
                "topic",
                "slug",
                "name",
                "code",
                "app_label",
                "number",
                "audience",
                "token",
            }:
                rows[argument] = self.rows[argument]
            else:
                unknown = isinstance(self.rows[argument], uuid.UUID)
                rows[argument] = uuid.uuid4() if unknown else 987_654
        return reverse(name, kwargs=rows)


def guarded_addresses():
    return [(name, pattern) for name, pattern in addresses() if name not in UNNAMED]


def shown(response) -> tuple:
    """What a person can tell from a response, without what changes each time."""
    return (
        response.status_code,
        response.headers.get("Location"),
        CHANGING.sub(b"", response.content),
    )


def test_every_address_is_in_the_table():
    assert undeclared({name for name, _ in guarded_addresses()}) == []


def test_nobody_signed_in_sees_the_sign_in_page_and_nothing_else(client):
    world = World()
    for name, pattern in guarded_addresses():
        who = TABLE[name]
        if who == PUBLIC:
            continue
        for method in METHODS:
            answers = [
                shown(getattr(client, method)(world.address(name, pattern, exists=exists)))
                for exists in (True, False)
            ]
            where = {"/safeguarding/sign-in/"} if who == LINK_WORKER else STAFF_SIGN_IN
            for status, location, _ in answers:
                assert status == 302, (name, method, status)
                assert location.split("?")[0] in where, (name, method)


@pytest.mark.parametrize("role", sorted(Role.values))
def test_a_role_opens_its_pages_and_the_others_are_not_there(client, role):
    world = World()
    client.force_login(UserFactory(**{TRAIT_OF[role]: True}))
    nothing = client.get("/nothing-is-here/")
    for name, pattern in guarded_addresses():
        who = TABLE[name]
        if who in {PUBLIC, SIGNED_IN}:
            continue
        real, absent = (world.address(name, pattern, exists=there) for there in (True, False))
        if who == LINK_WORKER:
            for path in (real, absent):
                response = client.get(path)
                assert (response.status_code, response["Location"]) == (
                    302,
                    "/safeguarding/sign-in/",
                ), (name, role)
        elif role not in who:
            for method in METHODS:
                status = getattr(client, method)(real).status_code
                assert status == 404, (name, role, method, status)
            assert shown(client.get(real)) == shown(nothing), (name, role)
            if real != absent:
                assert shown(client.get(absent)) == shown(nothing), (name, role)


@pytest.mark.parametrize("role", sorted(Role.values))
def test_a_role_can_open_what_the_table_promises(client, role):
    world = World()
    client.force_login(UserFactory(agency=AgencyFactory(), **{TRAIT_OF[role]: True}))
    lists = [
        name
        for name, pattern in guarded_addresses()
        if TABLE[name] not in {PUBLIC, SIGNED_IN, LINK_WORKER}
        and role in TABLE[name]
        and not pattern.regex.groupindex
    ]
    for name in lists:
        response = client.get(reverse(name))
        # Without a draft a form leads elsewhere; signing out is a POST.
        assert response.status_code in {200, 302, 303, 405}, (name, role, response.status_code)
    if role in ADMIN:
        for model in CATALOGUE:
            pk = world.objects[f"programmes_{model}"]
            response = client.get(reverse(f"admin:programmes_{model}_change", args=[pk]))
            assert response.status_code == 200, (model, role)


def test_a_link_worker_opens_the_other_side_and_nothing_of_the_portal():
    world = World()
    browser = client_of(make_worker(is_manager=True))
    assert browser.get(reverse("safeguarding:worklist")).status_code == 200
    assert browser.get(reverse("safeguarding:case", args=[world.case.pk])).status_code == 200
    for name, pattern in guarded_addresses():
        if TABLE[name] not in {PUBLIC, LINK_WORKER}:
            response = browser.get(world.address(name, pattern))
            assert response.status_code == 302, name
            assert response["Location"].split("?")[0] in STAFF_SIGN_IN, name
