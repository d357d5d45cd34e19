"""The address of a page, which is looked up once and follows the settings."""

import uuid

import pytest
from django.urls import NoReverseMatch, path, reverse

from referral_portal.common.addresses import address_about, address_of

ABOUT = "about_one"
urlpatterns = [
    path("elsewhere/", lambda request: None, name="account"),
    path("one/<uuid:key>/changed/", lambda request: None, name=ABOUT),
]


def test_it_is_the_address_that_django_finds(settings):
    assert address_of("account") == reverse("account") == address_of("account")
    settings.ROOT_URLCONF = __name__
    assert address_of("account") == "/elsewhere/"


def test_the_address_of_a_page_about_a_row_has_the_key_of_the_row(settings):
    settings.ROOT_URLCONF = __name__
    for key in (uuid.UUID(int=7), uuid.uuid4()):
        assert address_about(ABOUT, key) == reverse(ABOUT, args=[key]) == f"/one/{key}/changed/"


def test_a_page_that_does_not_exist_is_an_error():
    with pytest.raises(NoReverseMatch):
        address_of("no_such_page")
