"""Open and end the sessions of staff: password, then second factor, then a session.

Between the two steps the user is not signed in: the session only remembers for a few minutes whose
password was right. A wrong password gets the same answer for a known and an unknown name.
"""

import datetime as dt

from django.conf import settings
from django.contrib.auth import authenticate, login
from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare

from referral_portal.accounts.models import SignInTry, User
from referral_portal.accounts.notices import known_browser, notice_browser
from referral_portal.accounts.second_factor import begin_set_up, has_second_factor
from referral_portal.accounts.session_limits import LAST_SEEN, SIGNED_IN_AT
from referral_portal.accounts.shelf import SHELF
from referral_portal.audit.recorder import PUBLIC, record
from referral_portal.common.hashing import LANE, BusyError
from referral_portal.common.refusals import Refusal
from referral_portal.common.throttle import count_try, forget_tries, network_of

BACKEND = "django.contrib.auth.backends.ModelBackend"
SIGNING_IN = "signing_in"
CONFIRMED_AT = "confirmed_at"  # seconds since 1970
NOT_INVITED = (
    "This account has no second factor yet. Ask your administrator for a link to set one up."
)
NOBODY = 0  # recorded for a user name that does not exist; the name itself is never kept


def check_password(request, *, username: str, password: str, now: dt.datetime) -> User | None:
    """Return the active user with this name and password, or None.

    Raises Throttled. Django's backend hashes the password even for a name that does not exist.
    """
    browser = known_browser(request, User.objects.filter(username=username).first())
    source = {"name": username, "network": network_of(request), "browser": browser}
    tried = count_try(SignInTry, **source, now=now, sent=request.POST)
    try:
        with LANE.sign_in(is_known=bool(browser)):
            user = authenticate(request, username=username, password=password)
    except BusyError:
        tried.delete()
        raise
    if user is None:
        known = User.objects.filter(username=username).values_list("pk", flat=True).first()
        record("account.refused", actor=PUBLIC, target=("accounts.user", known or NOBODY), now=now)
        return None
    forget_tries(SignInTry, **source)
    return user


def begin_session(
    request, user: User, *, wanted: str, now: dt.datetime, is_invited: bool = False
) -> str:
    """Continue after the right password; return the URL name of the next step, or "" when signed in.

    Raises Refusal for a user without a second factor who has not used a link: an attacker who only
    knows the password must not be able to set one up.
    """
    if not settings.SECOND_FACTOR:
        open_session(request, user, now=now)
        return ""
    has_app = has_second_factor(user)
    if not (has_app or is_invited):
        raise Refusal(NOT_INVITED)
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
    """Return the user whose password was right here less than SIGN_IN_STEP_MINUTES ago, or None."""
    waiting = request.session.get(SIGNING_IN)
    if not waiting or now.timestamp() - waiting["at"] > settings.SIGN_IN_STEP_MINUTES * 60:
        return None
    user = User.objects.filter(pk=waiting["user"], is_active=True).first()
    if user and constant_time_compare(waiting["hash"], user.get_session_auth_hash()):
        return user
    return None


def is_invited(request) -> bool:
    """Return whether the user who is signing in has used a link."""
    return request.session.get(SIGNING_IN, {}).get("invited", False)


def open_session(request, user: User, *, now: dt.datetime) -> str:
    """Sign `user` in under a new key and return the address they asked for, or ""."""
    wanted = request.session.pop(SIGNING_IN, {}).get("next", "")
    notice_browser(request, user, now=now)
    login(request, user, backend=BACKEND)
    moment = int(now.timestamp())
    request.session.update({SIGNED_IN_AT: moment, LAST_SEEN: moment, CONFIRMED_AT: moment})
    record("account.sign_in", actor=user, target=user, now=now)
    return wanted


def confirm_session(request, *, now: dt.datetime) -> None:
    """Record that the user has just given the password again."""
    request.session.cycle_key()
    request.session[CONFIRMED_AT] = int(now.timestamp())
    record("account.confirmed", actor=request.user, target=request.user, now=now)


def is_confirmed(request, *, now: dt.datetime) -> bool:
    """Return whether the user gave the password in the last CONFIRM_MINUTES."""
    age = now.timestamp() - request.session.get(CONFIRMED_AT, 0)
    return age <= settings.CONFIRM_MINUTES * 60


def end_sessions(*, user: User, by: User, now: dt.datetime) -> None:
    """End every session of `user`, each at its next page, and delete what was kept of their pages."""
    with transaction.atomic():
        SHELF.wipe(token="", account=user.pk)
        User.objects.filter(pk=user.pk).update(session_round=F("session_round") + 1)
        record("account.end_sessions", actor=by, target=user, now=now)
