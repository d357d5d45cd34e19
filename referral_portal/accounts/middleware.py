"""End a staff session that has been idle or open too long.

The limits are those of the strictest role of the account.
"""

import time

from django.contrib.auth import logout

from referral_portal.accounts.notices import remember_browser
from referral_portal.accounts.session_limits import LAST_SEEN, SIGNED_IN_AT, limits_of


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
