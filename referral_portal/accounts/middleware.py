"""End a staff session that has been idle or open too long.

The limits are those of the strictest role of the account.
"""

import datetime as dt
import time

from django.conf import settings
from django.contrib.auth import logout

from referral_portal.accounts.notices import remember_browser
from referral_portal.accounts.sessions import LAST_SEEN, SIGNED_IN_AT


def limits_of(user) -> tuple[int, int]:
    """Return the (idle, absolute) limits of an account's sessions, in seconds."""
    limits = [(settings.SESSION_IDLE_MINUTES, settings.SESSION_HOURS)]
    limits += [settings.SESSION_LIMITS[role] for role in user.roles & set(settings.SESSION_LIMITS)]
    return min(minutes for minutes, _ in limits) * 60, min(hours for _, hours in limits) * 3600


def session_end(request) -> tuple[dt.datetime, bool]:
    """Return when the session of a signed-in user ends without another page, and whether one helps."""
    idle, absolute = limits_of(request.user)
    now = int(time.time())
    first = request.session.get(SIGNED_IN_AT, now) + absolute
    last = request.session.get(LAST_SEEN, now) + idle
    return dt.datetime.fromtimestamp(min(first, last), tz=dt.UTC), last < first


def limit_session(get_response):
    """Sign out an account whose session has reached one of its limits."""

    def middleware(request):
        if request.user.is_authenticated:
            now = int(time.time())
            last = request.session.get(LAST_SEEN, now)
            first = request.session.get(SIGNED_IN_AT, now)
            idle, absolute = limits_of(request.user)
            if now - last > idle or now - first > absolute:
                logout(request)
            # Written at most once a minute, so that most pages write nothing.
            elif now - last > 60 or LAST_SEEN not in request.session:
                request.session[LAST_SEEN] = now
                request.session.setdefault(SIGNED_IN_AT, now)
        response = get_response(request)
        remember_browser(request, response)
        return response

    return middleware
