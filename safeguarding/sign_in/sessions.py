"""Sign link workers in and out, with rows and cookies of their own.

The password comes first, then the code of an app; before the code a session opens nothing. The
cookie holds 32 random bytes, the row their digest. A wrong password and an unknown name take the
same time and get the same reply. Nothing here reads the portal's accounts or sessions.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from referral_portal.common.hashing import LANE, BusyError
from referral_portal.common.refusals import Refusal
from referral_portal.common.throttle import count_try, forget_tries
from safeguarding.models import Worker, WorkerSession, WorkerTry
from safeguarding.recorder import record
from safeguarding.sign_in.notices import known_browser, notice_change
from safeguarding.transactions import in_safeguarding

TOKEN_BYTES = 32
SEEN_EVERY = dt.timedelta(minutes=1)
NOBODY = 0  # recorded for a user name that does not exist; the name itself is never kept
SHORTEST_PASSWORD = 15  # characters, as for the portal's staff
# The same words for an unknown user name and for a wrong password.
WRONG = "The user name or the password is not right. Try again."
NOT_INVITED = "You have no second factor yet. Ask your manager for a link to set one up."
WRONG_PASSWORD = "The password is not right, or there were too many tries."


def create_worker(
    *, username: str, name: str, password: str | None, is_manager: bool, now: dt.datetime
) -> Worker:
    """Add a link worker, who cannot sign in yet when `password` is None.

    Raises Refusal for a password that is too short or too common.
    """
    if password is not None:
        check_new_password(password)
    hashed = make_password(password)
    with in_safeguarding():
        worker = Worker.objects.create(
            username=username, name=name, password=hashed, is_manager=is_manager, created_at=now
        )
        record("worker.create", by=None, target=worker, now=now, manager=is_manager)
    return worker


def sign_in(
    *,
    username: str,
    password: str,
    network: str,
    now: dt.datetime,
    cookie: str = "",
    sent: Mapping[str, str] | None = None,
) -> str:
    """Check the password and return the token of a session that still waits for the code.

    `cookie` is that of the browser, which may hold an entry of the link worker. Where second factors
    are off, the session is complete. `sent` is what the page sent, as for `count_try`.

    Raises Throttled after too many tries, and Refusal for a wrong name or password and for a link
    worker without a second factor: an attacker who knows the password must not be able to set one up.
    """
    worker = Worker.objects.filter(username=username, is_active=True).first()
    source = {"name": username, "network": network, "browser": known_browser(cookie, worker)}
    tried = count_try(WorkerTry, **source, now=now, sent=sent)
    if worker is None:
        with _in_lane(tried, source):
            # As much work as for a name that exists, with its row: the time gives nothing away.
            make_password(password)
        record("worker.refused", by=None, target=Worker(pk=NOBODY), now=now)
        raise Refusal(WRONG)
    with _in_lane(tried, source):
        is_right = check_password(password, worker.password, setter=_hash_anew(worker))
    if not is_right:
        record("worker.refused", by=None, target=worker, now=now)
        raise Refusal(WRONG)
    forget_tries(WorkerTry, **source)
    if settings.SECOND_FACTOR and not worker.otp_confirmed:
        raise Refusal(NOT_INVITED)
    return open_session(worker=worker, is_complete=not settings.SECOND_FACTOR, now=now)


@contextmanager
def _in_lane(tried: WorkerTry, source: dict) -> Iterator[None]:
    """Wait to check a password, and take the try back where the lane is too busy.

    Raises Throttled.
    """
    try:
        with LANE.sign_in(is_known=bool(source["browser"])):
            yield
    except BusyError:
        tried.delete()
        raise


def _hash_anew(worker: Worker) -> Callable[[str], None]:
    """Return the function that stores a hash of today's cost, unless the password has changed."""

    def store(password: str) -> None:
        old, worker.password = worker.password, make_password(password)
        Worker.objects.filter(pk=worker.pk, password=old).update(password=worker.password)

    return store


def open_session(
    *, worker: Worker, is_complete: bool, now: dt.datetime, is_invited: bool = False
) -> str:
    """Write a session and return its token; a session that waits for a code is short."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    lasts = (
        dt.timedelta(hours=settings.WORKER_SESSION_HOURS)
        if is_complete
        else dt.timedelta(minutes=settings.SIGN_IN_STEP_MINUTES)
    )
    with in_safeguarding():
        WorkerSession.objects.filter(expires_at__lte=now).delete()
        WorkerSession.objects.create(
            digest=digest(token),
            worker=worker,
            created_at=now,
            last_seen_at=now,
            expires_at=now + lasts,
            is_complete=is_complete,
            confirmed_at=now if is_complete else None,
            is_invited=is_invited,
        )
        action = "worker.sign_in" if is_complete else "worker.password"
        record(action, by=worker, target=worker, now=now)
    return token


def complete(*, token: str, worker: Worker, now: dt.datetime) -> str:
    """Replace a session that waited for the code with a complete one; return its token."""
    with in_safeguarding():
        WorkerSession.objects.filter(digest=digest(token)).delete()
        return open_session(worker=worker, is_complete=True, now=now)


def end_sessions(*, worker: Worker, by: Worker, now: dt.datetime, but: str = "") -> None:
    """End every session of `worker`, except the one of the token `but`."""
    with in_safeguarding():
        worker.sessions.exclude(digest=digest(but)).delete()
        record("worker.end_sessions", by=by, target=worker, now=now)


def change_password(
    *,
    worker: Worker,
    old: str,
    new: str,
    token: str,
    network: str,
    now: dt.datetime,
    cookie: str = "",
) -> None:
    """Set a new password and end every session except the one of `token`.

    Raises Throttled after too many tries, and Refusal for a wrong old or a weak new password.
    """
    browser = known_browser(cookie, worker)
    source = {"name": worker.username, "network": network, "browser": browser}
    tried = count_try(WorkerTry, **source, now=now)
    with _in_lane(tried, source):
        is_right = check_password(old, worker.password)
    if not is_right:
        record("worker.refused", by=worker, target=worker, now=now)
        raise Refusal(WRONG_PASSWORD, "old")
    forget_tries(WorkerTry, **source)
    check_new_password(new)
    with in_safeguarding():
        Worker.objects.filter(pk=worker.pk).update(password=make_password(new))
        end_sessions(worker=worker, by=worker, now=now, but=token)
        record("worker.own_password", by=worker, target=worker, now=now)
        notice_change(worker, now=now)


def check_new_password(password: str) -> None:
    """Raise Refusal for a password that is too short, or on the list of common ones."""
    if len(password) < SHORTEST_PASSWORD:
        raise Refusal(f"The password must have at least {SHORTEST_PASSWORD} characters.", "new")
    try:
        _common_passwords().validate(password)
    except ValidationError as error:
        raise Refusal("This password is too common. Choose another one.", "new") from error


@cache
def _common_passwords() -> CommonPasswordValidator:
    """Read the list of common passwords, which takes longer than the rest of adding a link worker."""
    return CommonPasswordValidator()


def sign_out(*, token: str, by: Worker, now: dt.datetime) -> None:
    """End the session of `token`."""
    with in_safeguarding():
        WorkerSession.objects.filter(digest=digest(token)).delete()
        record("worker.sign_out", by=by, target=by, now=now)


def worker_for(token: str, *, now: dt.datetime) -> Worker | None:
    """Return the link worker who signed in with `token`, or None when the session has ended; one query.

    A session ends WORKER_SESSION_MINUTES after its last page, or WORKER_SESSION_HOURS in all.
    """
    idle = dt.timedelta(minutes=settings.WORKER_SESSION_MINUTES)
    session = (
        WorkerSession.objects.select_related("worker")
        .filter(
            digest=digest(token),
            expires_at__gt=now,
            is_complete=True,
            last_seen_at__gt=now - idle,
            worker__is_active=True,
        )
        .first()
    )
    if session is None:
        return None
    # Written once a minute at most, so that most page loads write nothing.
    if now - session.last_seen_at > SEEN_EVERY:
        session.last_seen_at = now
        WorkerSession.objects.filter(pk=session.pk).update(last_seen_at=now)
    session.worker.confirmed_at = session.confirmed_at
    session.worker.signed_in_at = session.created_at
    ends_idle = session.last_seen_at + idle
    session.worker.session_ends_at = min(ends_idle, session.expires_at)
    session.worker.can_stay = ends_idle < session.expires_at
    return session.worker


def stay(*, token: str, now: dt.datetime) -> Worker | None:
    """Start the idle time of a session again, to the second; return its link worker."""
    WorkerSession.objects.filter(digest=digest(token)).update(last_seen_at=now)
    return worker_for(token, now=now)


def is_confirmed(worker: Worker, *, now: dt.datetime) -> bool:
    """Return whether `worker` has given a code in the last CONFIRM_MINUTES.

    Always true where second factors are off.
    """
    if not settings.SECOND_FACTOR:
        return True
    longest = dt.timedelta(minutes=settings.CONFIRM_MINUTES)
    return worker.confirmed_at is not None and now - worker.confirmed_at <= longest


def confirm(*, token: str, worker: Worker, now: dt.datetime) -> str:
    """Record that the code was right again, and return the session's new token."""
    new = secrets.token_urlsafe(TOKEN_BYTES)
    with in_safeguarding():
        WorkerSession.objects.filter(digest=digest(token), worker=worker).update(
            digest=digest(new), confirmed_at=now
        )
        record("worker.confirmed", by=worker, target=worker, now=now)
    return new


def waiting_for(token: str, *, now: dt.datetime) -> Worker | None:
    """Return the link worker whose password was right and whose code is awaited, or None."""
    session = (
        WorkerSession.objects.select_related("worker")
        .filter(digest=digest(token), expires_at__gt=now, is_complete=False, worker__is_active=True)
        .first()
    )
    if session is None:
        return None
    session.worker.is_invited = session.is_invited
    return session.worker


def digest(token: str) -> str:
    """Return the digest of `token`, which is all that is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def cookie_name() -> str:
    """Return the cookie's name; with the prefix, browsers accept it only from this host."""
    return "__Host-safeguarding" if settings.SECURE else "safeguarding"


def cookie_path() -> str:
    """Return the cookie's path; the prefix requires the whole host, which this side does not share."""
    return "/" if settings.SECURE else "/safeguarding/"
