"""Links with which a user sets up their sign-in: first a password, then a second factor.

Only the user ever knows the password, and a second factor is only ever set up through such a link.
The administrator sees a link once. It works once, for INVITE_HOURS, and a newer link replaces it. It
never removes a second factor.
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
    """Return the token of a new link for `user`; `by` is None for a command on the machine."""
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
    """Return the user of a link, or None for a link that is expired, used or unknown."""
    found = _open(token, now).select_related("user").first()
    return found.user if found else None


def accept(*, token: str, password: str, now: dt.datetime) -> User | None:
    """Use up the link, set the password and end every session; return the user or None."""
    with transaction.atomic():
        # Of several requests at once, the others wait for these locks and then find the link used.
        link = _open(token, now).select_related("user").select_for_update(no_key=True).first()
        if link is None:
            return None
        user, link.used_at = link.user, now
        link.save(update_fields=["used_at"])
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
