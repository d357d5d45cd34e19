"""The page that offers the forms: public, and with the menu for people who refer for an agency."""

import pytest
from django.urls import reverse

from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
MENU = '<nav aria-label="Menu"'
EXIT = "govuk-exit-this-page"


def page(client) -> str:
    return client.get(reverse("referrals:refer")).content.decode()


def test_the_public_has_no_menu_and_a_way_out(client):
    html = page(client)
    assert MENU not in html
    assert EXIT in html


def test_an_agency_referrer_keeps_the_menu(client):
    client.force_login(UserFactory(agency_referrer=True))
    html = page(client)
    assert MENU in html
    assert EXIT not in html


def test_other_staff_read_the_public_page(client):
    client.force_login(UserFactory(facilitator=True))
    assert MENU not in page(client)
