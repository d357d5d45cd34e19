"""The pages about the end of a sign-in: stay signed in, sign out, and what was typed on a page."""

import time

from django.contrib.auth.views import LogoutView
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from referral_portal.accounts.session_limits import LAST_SEEN, session_end
from referral_portal.common.methods import get_or_post
from referral_portal.common.typed_pages import answer_choice
from referral_portal.pages.marks import without_page


@require_safe
def stay(request):
    """Start the idle time again, and say until when the user stays signed in.

    Every page does that, but not more than once a minute; here it is exact.
    """
    request.session[LAST_SEEN] = int(time.time())
    ends_at, _ = session_end(request)
    return TemplateResponse(request, "accounts/stay.html", {"until": ends_at})


@method_decorator(without_page, name="dispatch")
class SignOutView(LogoutView):
    """Sign out, and delete what was kept of this user's pages."""

    def post(self, request, *args, **kwargs):
        """Delete the kept pages first, while the user is still known."""
        request.typed.wipe()
        return super().post(request, *args, **kwargs)


@without_page  # it offers and deletes what this browser keeps, and stores nothing
@get_or_post
def typed_pages(request):
    """List what was typed on pages that were not saved; on POST put one back or delete it."""
    context = {"kept": request.typed.offers}
    return answer_choice(request) or TemplateResponse(request, "accounts/typed.html", context)
