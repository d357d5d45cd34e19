"""The cookie that says that this browser has just sent a form."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse

from referral_portal.accounts.models import User
from referral_portal.replica.limits import ReplicaLimits
from referral_portal.replica.own_changes import cookie_name, has_just_changed, remember_changes


@pytest.fixture
def answered(rf, settings):
    """A function that sends one request through the middleware and returns the answer."""
    settings.REPLICA = ReplicaLimits(lag=5, own=10, check=1, answer=5, pause=15)

    def answer(method, user):
        request = rf.generic(method, "/")
        request.user = user
        return remember_changes(lambda request: HttpResponse())(request)

    return answer


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_it_is_set_after_what_may_have_changed_something(answered, settings, rf, method):
    cookie = answered(method, User()).cookies[cookie_name()]
    assert cookie["max-age"] == settings.REPLICA.own
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    request = rf.get("/")
    assert not has_just_changed(request)
    request.COOKIES[cookie.key] = cookie.value
    assert has_just_changed(request)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_sets_none(answered, method):
    assert not answered(method, User()).cookies


def test_visitors_get_none(answered):
    assert not answered("POST", AnonymousUser()).cookies


def test_without_a_replica_nobody_gets_one(answered, settings):
    settings.REPLICA = None
    assert not answered("POST", User()).cookies


def test_in_production_only_this_host_can_set_it(answered, settings):
    settings.SECURE = True
    assert answered("POST", User()).cookies["__Host-changed"]["secure"]
