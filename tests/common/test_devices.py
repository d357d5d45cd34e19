"""The browsers that a user has signed in with, in a cookie without names."""

from http.cookies import SimpleCookie
from types import SimpleNamespace

from django.http import HttpResponse

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

    assert value.split(".") == ["4", "6", "5", "3", "2"]
