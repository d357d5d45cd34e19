"""Ends a staff session that has been idle too long.

The absolute limit is the cookie's age. Nothing here signs anybody in.
"""

import time

from django.conf import settings
from django.contrib.auth import logout

LAST_SEEN = "last_seen"  # seconds since 1970


def limit_session(get_response):
    """Sign out an account that has not asked for a page for SESSION_IDLE_MINUTES."""

    def middleware(request):
        if request.user.is_authenticated:
            now = int(time.time())
            last = request.session.get(LAST_SEEN, now)
            if now - last > settings.SESSION_IDLE_MINUTES * 60:
                logout(request)
            # Written once a minute at most, so that reading a page stays a read.
            elif now - last > 60 or LAST_SEEN not in request.session:
                request.session[LAST_SEEN] = now
        return get_response(request)

    return middleware
