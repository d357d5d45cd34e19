"""The browsers that a user has signed in with, in a cookie without names."""

import datetime as dt
from http.cookies import SimpleCookie
from types import SimpleNamespace

import time_machine
from django.http import HttpResponse
from django.utils import timezone

from referral_portal.common import devices

NAME = "device"


def account(number, password="a"):
    return SimpleNamespace(pk=number, password=password)


def cookie_after(rf, mark, before=""):
    request, response = rf.get("/"), HttpResponse()
    request.COOKIES[NAME] = before
    devices.remember(request, response, NAME, mark, path="/", secure=True)
    return response.cookies[NAME]


def test_a_mark_is_of_one_account_one_side_and_one_password():
    marks = {
        devices.mark_of(account(1), side="portal"),
        devices.mark_of(account(2), side="portal"),
        devices.mark_of(account(1), side="far"),
        devices.mark_of(account(1, "b"), side="portal"),
    }

    assert len(marks) == 4
    assert devices.mark_of(account(1), side="portal") in marks


def test_a_browser_is_known_after_it_was_remembered(rf):
    mark, other = "a" * 32, "b" * 32
    cookie = cookie_after(rf, mark)
    request = rf.get("/")
    assert not devices.is_known(request, NAME, mark)

    request.COOKIES[NAME] = cookie.value

    assert devices.is_known(request, NAME, mark)
    assert not devices.is_known(request, NAME, other)


def test_the_cookie_is_for_this_site_only_and_unreadable_to_scripts(rf):
    cookie = cookie_after(rf, "a" * 32)

    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Strict")
    assert isinstance(SimpleCookie(cookie.OutputString()), SimpleCookie)


def test_the_last_users_of_a_browser_are_kept_without_repeats(rf):
    value = ""
    for number in range(devices.MOST + 2):
        value = cookie_after(rf, str(number), value).value
    value = cookie_after(rf, "4", value).value

    assert [sign.partition("-")[0] for sign in value.split(".")] == ["4", "6", "5", "3", "2"]


def test_a_mark_that_we_did_not_sign_is_not_known_and_not_kept(rf):
    mark = "a" * 32

    assert not devices.known_by(mark, mark)
    assert not devices.known_by(f"{mark}-1~2~3", mark)
    assert not devices.known_by("", "")
    assert len(cookie_after(rf, "b" * 32, mark).value.split(".")) == 1


def test_a_browser_is_known_for_as_long_as_the_setting_says(rf, settings):
    mark, start = "a" * 32, timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        cookie = cookie_after(rf, mark)
        clock.move_to(start + dt.timedelta(days=settings.BROWSER_DAYS, seconds=-1))
        assert devices.known_by(cookie.value, mark)
        clock.move_to(start + dt.timedelta(days=settings.BROWSER_DAYS, seconds=1))
        assert not devices.known_by(cookie.value, mark), "a copy of the cookie ends too"


def test_two_browsers_of_one_account_hold_different_signs(rf):
    mark = "a" * 32

    assert cookie_after(rf, mark).value != cookie_after(rf, mark).value
