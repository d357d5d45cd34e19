"""The guard of role pages: sign in first, and a page that is not yours is not there.

A wrong role gets the same 404 as an address that does not exist, so that no answer tells whether a
row exists. Every guarded view carries its roles for the table of URLs.
"""

import functools

from django.contrib.auth.views import redirect_to_login
from django.http import Http404

from referral_portal.accounts.roles import Role


def require_role(*roles: Role):
    """Decorate a view that only accounts with one of `roles` may open."""

    def decorate(view):
        @functools.wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.user.has_role(*roles):
                raise Http404
            return view(request, *args, **kwargs)

        guarded.roles = frozenset(roles)
        return guarded

    return decorate
