"""Who comes through the door of the safeguarding side.

Without a link worker's session, or a link to set a sign-in up, every address below it, real or not,
answers with the same redirect.
The portal's own session does not exist on this side: its cookie is dropped before anything reads it.
"""

from django.conf import settings
from django.http import HttpResponseRedirect
from django.utils import timezone

from safeguarding.inviting import invited
from safeguarding.sessions import cookie_name, waiting_for, worker_for

ROOT = "/safeguarding/"
SIGN_IN = "/safeguarding/sign-in/"
# For whoever has given the right password, and still owes the code.
JOIN = f"{ROOT}join/"
STEPS = {f"{SIGN_IN}code/", f"{SIGN_IN}set-up/"}


def guard_safeguarding(get_response):
    """Set `request.worker` below /safeguarding/, or send the person to the sign-in page."""

    def middleware(request):
        path = request.path_info
        if not (path == ROOT.rstrip("/") or path.startswith(ROOT)):
            return get_response(request)
        request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        token = request.COOKIES.get(cookie_name(), "")
        request.worker = worker_for(token, now=timezone.now()) if token else None
        request.waiting_worker = None
        if token and request.worker is None and path in STEPS:
            request.waiting_worker = waiting_for(token, now=timezone.now())
        is_outside = request.worker is None and request.waiting_worker is None
        if is_outside and path != SIGN_IN and not _has_link(path):
            return HttpResponseRedirect(SIGN_IN)
        return get_response(request)

    return middleware


def _has_link(path: str) -> bool:
    token = path.removeprefix(JOIN).rstrip("/")
    return path.startswith(JOIN) and invited(token, now=timezone.now()) is not None
