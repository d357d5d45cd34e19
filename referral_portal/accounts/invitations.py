"""Links by which somebody sets up their sign-in: a password of their own, then a second factor.

Nobody else ever knows the password, and nobody sets an app up without such a link. A link is shown
once, to who makes it, works once and for INVITE_HOURS; a newer one replaces it. It never takes a
second factor away.
"""

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.db import transaction

from referral_portal.accounts.models import Invitation, User
from referral_portal.accounts.notices import tell_changed
from referral_portal.audit.recorder import SYSTEM, record

TOKEN_BYTES = 32


def invite(*, user: User, by: User | None, now: dt.datetime) -> str:
    """Return the token of a new link for `user`; `by` is None for the person at the machine."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        user.invitations.filter(used_at__isnull=True).delete()
        Invitation.objects.create(
            user=user,
            digest=_digest(token),
            expires_at=now + dt.timedelta(hours=settings.INVITE_HOURS),
        )
        record("account.invite", actor=by or SYSTEM, target=user, now=now)
    return token


def invited(token: str, *, now: dt.datetime) -> User | None:
    """Return whose link this is, or None when it is over, used, or never was one."""
    found = _open(token, now).select_related("user").first()
    return found.user if found else None


def accept(*, token: str, password: str, now: dt.datetime) -> User | None:
    """Use the link up and set the password, which ends every session; return the account or None."""
    with transaction.atomic():
        user = invited(token, now=now)
        # Of several at once only one changes the row.
        if user is None or not _open(token, now).update(used_at=now):
            return None
        user.set_password(password)
        user.save(update_fields=["password"])
        record("account.join", actor=user, target=user, now=now)
        tell_changed(user, now=now)
    return user


def _open(token: str, now: dt.datetime):
    return Invitation.objects.filter(
        digest=_digest(token), used_at__isnull=True, expires_at__gt=now, user__is_active=True
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
