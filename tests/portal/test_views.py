"""The front door, the way out, the health page, and what every response carries."""

import pytest
from django.conf import settings
from django.urls import reverse

from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db(databases=["default", "safeguarding"])


def test_leaving_clears_the_browser_and_goes_away_at_once(client, settings):
    client.cookies["self_draft"] = "x"

    response = client.post(reverse("leave"))

    assert response.status_code == 303
    assert response["Location"] == settings.EXIT_URL
    assert response["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert response.cookies["self_draft"]["max-age"] == 0


@pytest.mark.parametrize("name", ["a b", "x[y]", "path", ""])
def test_a_strange_cookie_keeps_nobody_here(client, settings, name):
    response = client.get(reverse("leave"), headers={"cookie": f"{name}=1; self_draft=x"})

    assert response["Location"] == settings.EXIT_URL
    assert response.cookies["self_draft"]["max-age"] == 0


def test_health_says_ok_and_nothing_else(client):
    assert client.get("/healthz").content == b"ok\n"


def test_an_unknown_page_shows_no_detail(client):
    response = client.get("/nothing-here/")
    assert response.status_code == 404
    assert b"Traceback" not in response.content
    assert b"urlpatterns" not in response.content


def test_leaving_ends_the_session_on_our_side_too(client):
    client.force_login(UserFactory(coordinator=True))
    stolen = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post(reverse("leave"))

    client.cookies[settings.SESSION_COOKIE_NAME] = stolen
    assert client.get(reverse("landing"))["Location"].startswith("/sign-in/")
