"""Pages that belong to no app: the home page, plain pages, health checks and errors.

The health page answers ok or fail and the readiness page yes or no to each check. The details are in
the logs. An error page says nothing about what was asked for.
"""

import logging
import sys

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, connections
from django.http import HttpResponse, JsonResponse, UnreadablePostError
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from referral_portal import embedded, readiness
from referral_portal.pages.unavailable import is_unavailable, unavailable

logger = logging.getLogger(__name__)

# The figures that the plain pages quote from the settings, so that they are always right.
PLAIN_FACTS = {
    "order_weeks": settings.ORDER_WEEKS,
    "call_days": settings.FIRST_CALL_WORKING_DAYS,
    "draft_days": settings.DRAFT_DAYS,
    "callback_days": settings.CALLBACK_DAYS,
    "idle_minutes": settings.SESSION_IDLE_MINUTES,
    "browser_days": settings.BROWSER_DAYS,
    "typed_minutes": settings.TYPED_MINUTES,
}
_last_wrong: dict[str, str] = {}  # of this process


@require_safe
@login_not_required
def home(request):
    """Show the home page."""
    return render(request, "portal/home.html")


def page(name: str):
    """Return the view of a plain page, templates/portal/`name`.html."""

    @require_safe
    @login_not_required
    def show(request):
        return render(request, f"portal/{name}.html", PLAIN_FACTS)

    return show


@require_safe
@login_not_required
def healthz(request):
    """Answer ok when the databases answer and the background work is alive."""
    try:
        for alias in readiness.needed():
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT 1")
                cursor.fetchone()
    except (DatabaseError, InterfaceError):
        return HttpResponse("fail\n", status=503, content_type="text/plain")
    if settings.DEMO and not embedded.is_alive():
        return HttpResponse("fail\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@login_not_required
def readyz(request):
    """Answer yes or no to each readiness check, with status 503 if one that stops the service is no."""
    checks = readiness.checks(now=timezone.now())
    state = readiness.state_of(checks)
    wrong = " ".join(name for name, is_right in checks.items() if not is_right)
    # Monitoring asks every minute, and one line says it.
    if wrong != _last_wrong.get("checks", ""):
        logger.warning("readiness changed", extra={"checks": wrong, "state": state})
        _last_wrong["checks"] = wrong
    is_ready = state != "red"
    answer = {"ready": is_ready, "state": state, "checks": checks}
    return JsonResponse(answer, status=200 if is_ready else 503)


@login_not_required
def csrf_failure(request, reason=""):
    """Say that a form's token has expired and that saved answers are still there.

    The middleware of each side may have a better answer, with the words that were typed.
    """
    answer = getattr(request, "answer_csrf_failure", None)
    if answer and (response := answer(request)):
        return response
    return render(request, "csrf_failure.html", status=403)


def bad_request(request, exception=None):
    """Say that a request could not be read; Django's own handler gives the page no context."""
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    """Say that the user may not open the page, without the reason."""
    return render(request, "403.html", status=403)


def server_error(request):
    """Say that something went wrong, with the help lines that every page has.

    Django calls this while it handles the error. One that a database caused by not answering is 503.
    A visitor who left while their form was on its way is no error of ours.
    """
    if isinstance(sys.exception(), UnreadablePostError):
        return bad_request(request)
    if is_unavailable(sys.exception()):
        return unavailable(request)
    return render(request, "500.html", status=500)
