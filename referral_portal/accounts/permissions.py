"""Guard a page by role: anonymous users sign in, and users without the role get a 404.

A wrong role gets the same 404 as an address that does not exist, so that no answer shows whether a
row exists. Every guarded view has its roles as an attribute, for the table of URLs.
"""

import functools

from django.contrib.auth.views import redirect_to_login
from django.http import Http404

from referral_portal.accounts.roles import Role


def require_role(*roles: Role):
    """Decorate a view that only users with one of `roles` may open."""

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
