"""Ends a staff session that has been idle too long, or has lasted too long in all.

Every page that is asked for would carry the stored session's own end along, so the moment of
signing in is kept in it. Nothing here signs anybody in.
"""

import time

from django.conf import settings
from django.contrib.auth import logout

LAST_SEEN = "last_seen"  # seconds since 1970
SINCE = "since"  # seconds since 1970


def limit_session(get_response):
    """Sign out an account that was idle for SESSION_IDLE_MINUTES, or came SESSION_HOURS ago."""

    def middleware(request):
        if request.user.is_authenticated:
            now = int(time.time())
            last = request.session.get(LAST_SEEN, now)
            since = request.session.setdefault(SINCE, now)
            idle = now - last > settings.SESSION_IDLE_MINUTES * 60
            if idle or now - since > settings.SESSION_COOKIE_AGE:
                logout(request)
            # Written once a minute at most, so that reading a page stays a read.
            elif now - last > 60 or LAST_SEEN not in request.session:
                request.session[LAST_SEEN] = now
        return get_response(request)

    return middleware
