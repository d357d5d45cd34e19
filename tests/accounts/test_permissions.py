"""The guard of role pages: sign in first, and a wrong role finds nothing."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse

from referral_portal.accounts.permissions import require_role
from referral_portal.accounts.roles import Role
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@require_role(Role.COORDINATOR, Role.MANAGER)
def page(request, word):
    """Return a word."""
    return HttpResponse(word)


def ask(rf, user):
    request = rf.get("/page/?q=1")
    request.user = user
    return page(request, "here")


@pytest.mark.parametrize("role", ["coordinator", "manager"])
def test_each_of_the_roles_opens_the_page(rf, role):
    assert ask(rf, UserFactory(**{role: True})).content == b"here"


def test_an_anonymous_user_signs_in_and_comes_back(rf):
    answer = ask(rf, AnonymousUser())

    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=/page/%3Fq%3D1")


@pytest.mark.parametrize("role", [{"auditor": True}, {"agency_referrer": True}, {}])
def test_a_wrong_role_finds_nothing(rf, role):
    with pytest.raises(Http404):
        ask(rf, UserFactory(**role))


def test_an_account_that_is_switched_off_has_no_role(rf):
    with pytest.raises(Http404):
        ask(rf, UserFactory(coordinator=True, is_active=False))


def test_the_page_carries_its_roles_for_the_table_of_addresses():
    assert page.roles == {Role.COORDINATOR, Role.MANAGER}
    assert page.__name__ == "page"
