"""The address of a page, which is looked up once and follows the settings."""

import pytest
from django.urls import NoReverseMatch, path, reverse

from referral_portal.common.addresses import address_of

urlpatterns = [path("elsewhere/", lambda request: None, name="account")]


def test_it_is_the_address_that_django_finds(settings):
    assert address_of("account") == reverse("account") == address_of("account")
    settings.ROOT_URLCONF = __name__
    assert address_of("account") == "/elsewhere/"


def test_a_page_that_does_not_exist_is_an_error():
    with pytest.raises(NoReverseMatch):
        address_of("no_such_page")
