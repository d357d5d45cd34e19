"""Opening and ending sessions of staff: password, then second factor, then a session.

Between the two steps nobody is signed in: the session only remembers whose password was right, for
a few minutes. One answer for every way of getting the password wrong, known name or not.
"""

import datetime as dt

from django.conf import settings
from django.contrib.auth import authenticate, login
from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare

from referral_portal.accounts.models import SignInTry, User
from referral_portal.accounts.notices import notice_browser
from referral_portal.accounts.second_factor import begin_set_up, has_second_factor
from referral_portal.audit.recorder import PUBLIC, record
from referral_portal.common.throttle import count_try, forget_tries, network_of

BACKEND = "django.contrib.auth.backends.ModelBackend"
SIGNING_IN = "signing_in"
SIGNED_IN_AT = "signed_in_at"  # seconds since 1970, as are the next two
LAST_SEEN = "last_seen"
CONFIRMED_AT = "confirmed_at"
NOBODY = 0  # on record for a user name that does not exist; the name itself is never kept


def check_password(request, *, username: str, password: str, now: dt.datetime) -> User | None:
    """Return the active account with this name and password, or None.

    Raises Throttled. A name that does not exist costs the same hashing, in Django's own backend.
    """
    network = network_of(request)
    count_try(SignInTry, name=username, network=network, now=now)
    user = authenticate(request, username=username, password=password)
    if user is None:
        known = User.objects.filter(username=username).values_list("pk", flat=True).first()
        record("account.refused", actor=PUBLIC, target=("accounts.user", known or NOBODY), now=now)
        return None
    forget_tries(SignInTry, name=username, network=network)
    return user


class NotInvited(Exception):
    """The password is right, but without a link nobody sets a second factor up."""


def begin_session(
    request, user: User, *, wanted: str, now: dt.datetime, is_invited: bool = False
) -> str:
    """Go on after the right password; return the URL name of the next step, or "" when let in.

    Raises NotInvited for an account without a second factor whose owner does not come by a link:
    whoever merely knows the password must not be the one who sets it up.
    """
    if not settings.SECOND_FACTOR:
        open_session(request, user, now=now)
        return ""
    has_app = has_second_factor(user)
    if not (has_app or is_invited):
        raise NotInvited
    request.session.cycle_key()
    request.session[SIGNING_IN] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "at": int(now.timestamp()),
        "next": wanted,
        "invited": is_invited,
    }
    if has_app:
        return "sign_in_code"
    begin_set_up(user)
    return "sign_in_set_up"


def signing_in(request, *, now: dt.datetime) -> User | None:
    """Return whose password was right in this browser less than SIGN_IN_STEP_MINUTES ago."""
    waiting = request.session.get(SIGNING_IN)
    if not waiting or now.timestamp() - waiting["at"] > settings.SIGN_IN_STEP_MINUTES * 60:
        return None
    user = User.objects.filter(pk=waiting["user"], is_active=True).first()
    if user and constant_time_compare(waiting["hash"], user.get_session_auth_hash()):
        return user
    return None


def is_invited(request) -> bool:
    """Return whether who is signing in has come by a link."""
    return request.session.get(SIGNING_IN, {}).get("invited", False)


def open_session(request, user: User, *, now: dt.datetime) -> str:
    """Sign `user` in under a new key and return where they wanted to go, "" for nowhere."""
    wanted = request.session.pop(SIGNING_IN, {}).get("next", "")
    notice_browser(request, user, now=now)
    login(request, user, backend=BACKEND)
    moment = int(now.timestamp())
    request.session.update({SIGNED_IN_AT: moment, LAST_SEEN: moment, CONFIRMED_AT: moment})
    record("account.sign_in", actor=user, target=user, now=now)
    return wanted


def confirm_session(request, *, now: dt.datetime) -> None:
    """Note that the person at this browser has just given the password again."""
    request.session.cycle_key()
    request.session[CONFIRMED_AT] = int(now.timestamp())
    record("account.confirmed", actor=request.user, target=request.user, now=now)


def is_confirmed(request, *, now: dt.datetime) -> bool:
    """Return whether the password was given in the last CONFIRM_MINUTES."""
    age = now.timestamp() - request.session.get(CONFIRMED_AT, 0)
    return age <= settings.CONFIRM_MINUTES * 60


def end_sessions(*, user: User, by: User, now: dt.datetime) -> None:
    """End every session of `user`, in every browser, at its next page."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(session_round=F("session_round") + 1)
        record("account.end_sessions", actor=by, target=user, now=now)
