"""Links with which link workers set up their sign-in: a password, then a second factor.

Nobody can set up an app without a link. A link is shown once and works once, within INVITE_HOURS; a
newer one replaces it. It never removes a second factor. The portal has its own links.
"""

import datetime as dt
import secrets

from django.conf import settings
from django.contrib.auth.hashers import make_password

from safeguarding.models import Worker, WorkerInvitation
from safeguarding.recorder import record
from safeguarding.sign_in.notices import notice_change
from safeguarding.sign_in.second_factor import begin_set_up
from safeguarding.sign_in.sessions import (
    TOKEN_BYTES,
    check_new_password,
    digest,
    end_sessions,
    open_session,
)
from safeguarding.transactions import in_safeguarding


def invite(*, worker: Worker, by: Worker | None, now: dt.datetime) -> str:
    """Return the token of a new link for `worker`; `by` is None at the command line."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    ends = now + dt.timedelta(hours=settings.INVITE_HOURS)
    with in_safeguarding():
        worker.invitations.filter(used_at__isnull=True).delete()
        WorkerInvitation.objects.create(worker=worker, digest=digest(token), expires_at=ends)
        record("worker.invite", by=by, target=worker, now=now)
    return token


def invited(token: str, *, now: dt.datetime) -> Worker | None:
    """Return the link worker of a link, or None when it has ended, was used or never existed."""
    found = _open(token, now).select_related("worker").first()
    return found.worker if found else None


def accept(*, token: str, password: str, now: dt.datetime) -> str | None:
    """Use the link, set the password and end every session.

    Returns the token of a session that waits for the second factor, or None for a link that no
    longer works. Raises Refusal for a weak password, which does not use the link.
    """
    check_new_password(password)
    with in_safeguarding():
        # Of several at once, the others wait for these locks and then find the link used.
        link = _open(token, now).select_related("worker").select_for_update(no_key=True).first()
        if link is None:
            return None
        worker, link.used_at = link.worker, now
        link.save(update_fields=["used_at"])
        Worker.objects.filter(pk=worker.pk).update(password=make_password(password))
        end_sessions(worker=worker, by=worker, now=now)
        record("worker.join", by=worker, target=worker, now=now)
        notice_change(worker, now=now)
        if not worker.otp_confirmed:
            begin_set_up(worker)
        is_complete = not settings.SECOND_FACTOR
        return open_session(worker=worker, is_complete=is_complete, now=now, is_invited=True)


def _open(token: str, now: dt.datetime):
    return WorkerInvitation.objects.filter(
        digest=digest(token), used_at__isnull=True, expires_at__gt=now, worker__is_active=True
    )
