"""Say when the session of a signed-in user ends: after idle time, or after the longest time in all.

The templates of both zones load this, so it imports nothing that only one of them has.
"""

import datetime as dt
import time

from django.conf import settings

SIGNED_IN_AT = "signed_in_at"  # seconds since 1970, as is the next
LAST_SEEN = "last_seen"


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
