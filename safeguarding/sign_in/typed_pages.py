"""Keep what link workers type when their sign-in has ended, in this side's own database.

The words are about people at risk. They are encrypted under a key that only the link worker's
browser holds, so neither a copy of the database nor the column keys open them.
"""

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpResponseRedirect, UnreadablePostError

from referral_portal.common.kept_pages import Shelf
from referral_portal.common.typed_pages import TypedPages
from safeguarding.models import TypedPage
from safeguarding.sign_in.sessions import cookie_path
from safeguarding.transactions import in_safeguarding

SHELF = Shelf(
    zone="safeguarding",
    model=TypedPage,
    cookie=("__Host-" if settings.SECURE else "") + "worker-typed",
    cookie_path=cookie_path(),
    url_name="safeguarding:typed",
    session_hours=settings.WORKER_SESSION_HOURS,
    atomic=in_safeguarding,
)


def typed_pages_of(request) -> TypedPages:
    """Return the kept pages of a request; `request.worker` is read when it is needed."""
    return TypedPages(SHELF, request, who=lambda: _signed_in(request))


def keep_refused(request) -> None:
    """Keep what a post without a session typed; the answer to it is the same for everyone."""
    try:
        request.typed.keep()
    except (SuspiciousOperation, BadRequest, UnreadablePostError):
        return  # nothing that a page of ours sends


def answer_csrf_failure(request) -> HttpResponseRedirect | None:
    """Send a link worker who has signed in again back to the page, with the words in it."""
    typed = request.typed.keep()
    if typed is None or not request.typed.is_own:
        return None
    return HttpResponseRedirect(typed.page, status=303)


def _signed_in(request) -> tuple[int, int] | None:
    worker = request.worker
    return worker and (worker.pk, int(worker.signed_in_at.timestamp()))
