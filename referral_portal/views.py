"""Pages that belong to no app: the front door, the way out, and whether the house stands.

The health page says ok or fail, the readiness page yes or no to each check, and nothing else; who
may know more reads the logs. No error page says anything about what was asked for.
"""

import contextlib
import logging
from http.cookies import CookieError

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connections
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from referral_portal import embedded, readiness

logger = logging.getLogger(__name__)

# What the pages of words quote from the settings, so that they say what the service does.
PLAIN_FACTS = {
    "order_weeks": settings.ORDER_WEEKS,
    "call_days": settings.FIRST_CALL_WORKING_DAYS,
    "draft_days": settings.DRAFT_DAYS,
    "callback_days": settings.CALLBACK_DAYS,
    "idle_minutes": settings.SESSION_IDLE_MINUTES,
}


@require_safe
@login_not_required
def home(request):
    """Show the front page."""
    return render(request, "portal/home.html")


def page(name: str):
    """Return the view of a page that is words only: templates/portal/`name`.html."""

    @require_safe
    @login_not_required
    def show(request):
        return render(request, f"portal/{name}.html", PLAIN_FACTS)

    return show


@csrf_exempt  # leaving must always work, also from a page whose token has aged
@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def leave(request):
    """Take a person away at once, end their session and clear what the browser holds of us."""
    logout(request)
    response = HttpResponseRedirect(settings.EXIT_URL, status=303)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    for name in request.COOKIES:
        # A name that we could not have set, and cannot take back, must not keep anybody here.
        with contextlib.suppress(CookieError):
            response.delete_cookie(name)
    return response


@require_safe
@login_not_required
def healthz(request):
    """Answer ok when the databases answer and the background work is alive."""
    try:
        for connection in connections.all():
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
                cursor.fetchone()
    except DatabaseError:
        return HttpResponse("fail\n", status=503, content_type="text/plain")
    if settings.DEMO and not embedded.is_alive():
        return HttpResponse("fail\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@login_not_required
def readyz(request):
    """Answer yes or no to each readiness check; 503 when one says no."""
    checks = readiness.checks(now=timezone.now())
    wrong = [name for name, is_right in checks.items() if not is_right]
    if wrong:
        logger.warning("not ready", extra={"checks": " ".join(wrong)})
    return JsonResponse({"ready": not wrong, "checks": checks}, status=503 if wrong else 200)


@login_not_required
def csrf_failure(request, reason=""):
    """Explain a form whose token has aged, without losing anything already saved."""
    return render(request, "csrf_failure.html", status=403)


def bad_request(request, exception=None):
    """Say that a request could not be read; Django's own handler gives the page no context."""
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    """Say that the page is not theirs, and never what the refusal was about."""
    return render(request, "403.html", status=403)


def server_error(request):
    """Say that something broke, with the help lines that every page carries."""
    return render(request, "500.html", status=500)
