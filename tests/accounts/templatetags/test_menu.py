"""The menu of a signed-in user: their pages, their name and their roles."""

import time

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import resolve, reverse

from referral_portal.accounts.session_limits import LAST_SEEN, SIGNED_IN_AT
from referral_portal.accounts.templatetags.menu import about_user, signed_in
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def drawn(rf, user, path):
    request = rf.get(path)
    request.user, request.resolver_match, request.session = user, resolve(path), {}
    return about_user(request)


def test_without_a_signed_in_user_there_is_no_menu(rf):
    request = rf.get("/")
    request.user = AnonymousUser()
    assert signed_in({"request": request}) == ""


def test_a_user_sees_their_pages_and_who_they_are(rf):
    user = UserFactory(commissioner=True, first_name="Casey", last_name="Invented")

    menu = drawn(rf, user, reverse("referrals:summary"))

    assert (menu["name"], menu["roles"]) == ("Casey Invented", "Commissioner")
    assert menu["menu"].count('aria-current="true"') == 1
    assert ">Summary</strong>" in menu["menu"]
    assert menu["sign_out_url"] == reverse("sign_out")


def test_a_user_reads_when_the_sign_in_ends_and_can_stay_until_the_last_limit(rf, settings):
    user = UserFactory(auditor=True)
    request = rf.get(reverse("account"))
    request.user, request.resolver_match = user, resolve(request.path)
    now = int(time.time())
    idle, absolute = settings.SESSION_IDLE_MINUTES * 60, settings.SESSION_HOURS * 3600

    request.session = {SIGNED_IN_AT: now - 100, LAST_SEEN: now - 40}
    early = about_user(request)["end"]
    request.session = {SIGNED_IN_AT: now - absolute + 60, LAST_SEEN: now}
    late = about_user(request)["end"]

    assert int(early["ends_at"].timestamp()) == now - 40 + idle
    assert early["stay_url"] == reverse("account_stay")
    assert int(late["ends_at"].timestamp()) == now + 60
    assert late["stay_url"] == ""


def test_a_user_without_a_name_is_shown_by_their_user_name(rf):
    user = UserFactory(username="casey", first_name="", last_name="", auditor=True)

    assert drawn(rf, user, reverse("account"))["name"] == "casey"
