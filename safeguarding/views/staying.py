"""The pages about the end of a sign-in: stay signed in, and what was typed on a page."""

from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from referral_portal.common.methods import get_or_post
from referral_portal.common.typed_pages import answer_choice
from referral_portal.pages.marks import without_page
from safeguarding.access.guard import CONFIRM, worker_page
from safeguarding.enums import Shown
from safeguarding.recorder import record_access
from safeguarding.sign_in import sessions
from safeguarding.views.base import page


@require_safe
@worker_page()
def stay(request):
    """Start the idle time again, and say until when the link worker stays signed in."""
    token = request.COOKIES[sessions.cookie_name()]
    request.worker = sessions.stay(token=token, now=timezone.now())
    return page(request, "stay", until=request.worker.session_ends_at)


@without_page  # it offers and deletes what this browser keeps, and stores nothing
@get_or_post
@worker_page()
def typed(request):
    """List what was typed on pages that were not saved; on POST put one back or delete it.

    The words may be about a case, so reading them needs a recent one-time code.
    """
    now = timezone.now()
    if response := answer_choice(request):
        return response
    if not sessions.is_confirmed(request.worker, now=now):
        return HttpResponseRedirect(f"{CONFIRM}?{urlencode({'next': request.path})}")
    record_access(worker=request.worker, what=Shown.FORM, page="what was typed", now=now)
    return page(request, "typed", kept=request.typed.offers)
