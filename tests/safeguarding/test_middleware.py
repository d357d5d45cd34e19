"""Who gets in: link workers with a session of this side, and nobody else, whatever they own."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import get_resolver

from referral_portal.accounts.models import User
from safeguarding.models import AccessRecord
from tests.factories.safeguarding import PASSWORD, client_of, make_case, make_worker

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])
SIGN_IN = "/safeguarding/sign-in/"


def answer(client, path, method="get"):
    response = getattr(client, method)(path)
    return response.status_code, response.content, sorted(response.headers.items())


def every_path(case):
    yield from ("/safeguarding", "/safeguarding/", "/safeguarding/no/such/page/")
    yield f"/safeguarding/cases/{case.pk}/"
    for pattern in get_resolver("safeguarding.urls").url_patterns:
        if pattern.name != "sign_in":
            yield f"/safeguarding/{pattern.pattern}"


@time_machine.travel(dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC), tick=False)
def test_without_a_session_every_path_gives_the_same_redirect():
    case = make_case()
    owner = User.objects.create_superuser(
        username=make_worker(username="link-worker").username, password=PASSWORD
    )
    portal_user, guesser = Client(), Client()
    portal_user.force_login(owner)
    guesser.cookies["safeguarding"] = "A" * 43
    expected = answer(Client(), "/safeguarding/anything/")
    assert expected[0] == 302
    assert ("Location", SIGN_IN) in expected[2]
    for client in (Client(), portal_user, guesser):
        for path in every_path(case):
            assert answer(client, path) == expected
            assert answer(client, path, "post") == expected
    assert not AccessRecord.objects.exists()


def test_a_portal_session_is_not_even_read(django_assert_num_queries):
    client = Client()
    client.force_login(User.objects.create_superuser(username="owner", password=PASSWORD))
    with django_assert_num_queries(0, using="default"):
        assert client.get(SIGN_IN).status_code == 200


def test_the_cookie_opens_nothing_in_the_portal():
    client = client_of(make_worker())
    assert client.get("/admin/").status_code in {302, 404}
    assert client.get("/cohorts/").status_code in {302, 404}
