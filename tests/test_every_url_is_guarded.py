"""Every address is in the table of tests/every_url.py, and answers as its line says.

Each is asked anonymously and as every role, for a row that exists and for one that does not: a
user who may not open it gets the same answer for both, letter for letter.
"""

import pytest
from django.urls import reverse

from referral_portal.accounts.roles import Role
from tests.data_classes.addresses import undeclared_data
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
from tests.factories.safeguarding import client_of, make_worker
from tests.unchanging import unchanging

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])

# The admin sends people on to the one sign-in page.
STAFF_SIGN_IN = {"/sign-in/", "/admin/login/"}
METHODS = ("get", "post", "head", "options")
TRAIT_OF = {role: trait for trait, role in TRAITS.items()}


def guarded_addresses():
    return [(name, pattern) for name, pattern in addresses() if name not in UNNAMED]


def shown(response) -> tuple:
    """What a person can tell from a response, without what changes each time."""
    return (
        response.status_code,
        response.headers.get("Location"),
        unchanging(response.content),
    )


def tries_every_method(name: str) -> str:
    """The role that asks for an address by every method: of those kept out, each has its share."""
    kept_out = sorted(set(Role.values) - TABLE[name])
    return kept_out[sum(name.encode()) % len(kept_out)]


def test_every_address_is_in_the_table():
    known = {name for name, _ in guarded_addresses()}

    assert undeclared(known) == []
    assert undeclared_data(known) == []


def test_nobody_signed_in_sees_the_sign_in_page_and_nothing_else(client, world):
    for name, pattern in guarded_addresses():
        who = TABLE[name]
        if who == PUBLIC:
            continue
        for method in METHODS:
            answers = [
                shown(getattr(client, method)(world.theirs.address(name, pattern, exists=exists)))
                for exists in (True, False)
            ]
            where = {"/safeguarding/sign-in/"} if who == LINK_WORKER else STAFF_SIGN_IN
            for status, location, _ in answers:
                assert status == 302, (name, method, status)
                assert location.split("?")[0] in where, (name, method)


@pytest.mark.parametrize("role", sorted(Role.values))
def test_a_role_opens_its_pages_and_the_others_are_not_there(client, world, role):
    client.force_login(UserFactory(**{TRAIT_OF[role]: True}))
    nothing = client.get("/nothing-is-here/")
    for name, pattern in guarded_addresses():
        who = TABLE[name]
        if who in {PUBLIC, SIGNED_IN}:
            continue
        real, absent = (
            world.theirs.address(name, pattern, exists=there) for there in (True, False)
        )
        if who == LINK_WORKER:
            for path in (real, absent):
                response = client.get(path)
                assert (response.status_code, response["Location"]) == (
                    302,
                    "/safeguarding/sign-in/",
                ), (name, role)
        elif role not in who:
            # Guards look at the person before the method: one of those kept out tries them all.
            if role == tries_every_method(name):
                for method in ("post", "head", "options"):
                    status = getattr(client, method)(real).status_code
                    assert status == 404, (name, role, method, status)
            assert shown(client.get(real)) == shown(nothing), (name, role)
            if real != absent:
                assert shown(client.get(absent)) == shown(nothing), (name, role)


@pytest.mark.sqlite
@pytest.mark.parametrize("role", sorted(Role.values))
def test_a_role_can_open_what_the_table_promises(client, world, role):
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
            pk = world.theirs.objects[f"programmes_{model}"]
            response = client.get(reverse(f"admin:programmes_{model}_change", args=[pk]))
            assert response.status_code == 200, (model, role)


def test_a_link_worker_opens_the_other_side_and_nothing_of_the_portal(world):
    browser = client_of(make_worker(is_manager=True))
    assert browser.get(reverse("safeguarding:worklist")).status_code == 200
    assert browser.get(reverse("safeguarding:case", args=[world.theirs.case.pk])).status_code == 200
    for name, pattern in guarded_addresses():
        if TABLE[name] not in {PUBLIC, LINK_WORKER}:
            response = browser.get(world.theirs.address(name, pattern))
            assert response.status_code == 302, name
            assert response["Location"].split("?")[0] in STAFF_SIGN_IN, name
