"""Signing link workers in and out, with rows and cookies of their own.

The cookie holds 32 random bytes; we hold their digest. A wrong password and an unknown name take the
same time and get the same answer. Nothing here reads the portal's accounts or sessions.
"""

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password

from safeguarding.models import Worker, WorkerSession
from safeguarding.recording import record
from safeguarding.transactions import in_safeguarding

TOKEN_BYTES = 32
SEEN_EVERY = dt.timedelta(minutes=1)
NOBODY = 0  # on record for a user name that does not exist; the name itself is never kept
SHORTEST_PASSWORD = 15  # characters, as for the portal's staff


class SignInRefused(Exception):
    """The user name or the password is not right."""


def create_worker(
    *, username: str, name: str, password: str, is_manager: bool, now: dt.datetime
) -> Worker:
    """Add a link worker; there is no self-registration.

    Raises ValueError for a password that is too short.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise ValueError(f"The password needs at least {SHORTEST_PASSWORD} characters.")
    hashed = make_password(password)
    with in_safeguarding():
        worker = Worker.objects.create(
            username=username, name=name, password=hashed, is_manager=is_manager, created_at=now
        )
        record("worker.create", by=None, target=worker, now=now, manager=is_manager)
    return worker


def sign_in(*, username: str, password: str, now: dt.datetime) -> str:
    """Open a session and return the token for the cookie.

    Raises SignInRefused.
    """
    worker = Worker.objects.filter(username=username, is_active=True).first()
    if worker is None:
        # As much work as for a name that exists, the row included, so that the time tells nothing.
        make_password(password)
        record("worker.refused", by=None, target=Worker(pk=NOBODY), now=now)
        raise SignInRefused
    if not check_password(password, worker.password):
        record("worker.refused", by=None, target=worker, now=now)
        raise SignInRefused
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with in_safeguarding():
        WorkerSession.objects.filter(expires_at__lte=now).delete()
        WorkerSession.objects.create(
            digest=digest(token),
            worker=worker,
            created_at=now,
            last_seen_at=now,
            expires_at=now + dt.timedelta(hours=settings.WORKER_SESSION_HOURS),
        )
        record("worker.sign_in", by=worker, target=worker, now=now)
    return token


def sign_out(*, token: str, by: Worker, now: dt.datetime) -> None:
    """End the session of `token`."""
    with in_safeguarding():
        WorkerSession.objects.filter(digest=digest(token)).delete()
        record("worker.sign_out", by=by, target=by, now=now)


def worker_for(token: str, *, now: dt.datetime) -> Worker | None:
    """Return who signed in with `token`, or None when that is over; one query.

    A session ends WORKER_SESSION_MINUTES after its last page, or WORKER_SESSION_HOURS in all.
    """
    idle = dt.timedelta(minutes=settings.WORKER_SESSION_MINUTES)
    session = (
        WorkerSession.objects.select_related("worker")
        .filter(
            digest=digest(token),
            expires_at__gt=now,
            last_seen_at__gt=now - idle,
            worker__is_active=True,
        )
        .first()
    )
    if session is None:
        return None
    # Written once a minute at most, so that reading a page stays a read.
    if now - session.last_seen_at > SEEN_EVERY:
        WorkerSession.objects.filter(pk=session.pk).update(last_seen_at=now)
    return session.worker


def digest(token: str) -> str:
    """Return what is stored of `token`."""
    return hashlib.sha256(token.encode()).hexdigest()


def cookie_name() -> str:
    """Return the cookie's name; browsers accept the prefix over https only."""
    return "__Secure-safeguarding" if settings.SECURE else "safeguarding"
