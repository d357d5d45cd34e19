"""The page for a request that a database could not serve: too late, locked, full or gone.

It needs no database. A form that was sent comes back in it, hidden and whole, so that its sender can
send it again as it was; the page token lets it change something only once.
"""

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import (
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    InternalError,
    NotSupportedError,
    ProgrammingError,
)
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render

from referral_portal.common.typed_pages import SENSITIVE, is_from_us

PAGE = "503.html"
# The faults of a request or of our code, which are the same at the next try.
OURS = (DataError, IntegrityError, InternalError, NotSupportedError, ProgrammingError)
# Of those, what PostgreSQL says of a session that it has ended, and of a server that only copies another.
NOT_OURS = {"25P03", "25006"}
PASSWORD, CODE = "password", "code"


def is_unavailable(error: BaseException | None) -> bool:
    """Return whether a database that did not answer is behind `error`.

    What follows such an error, such as a broken transaction, has it as its cause or context.
    """
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        if isinstance(error, DatabaseError | InterfaceError) and not _is_ours(error):
            return True
        seen.append(error)
        error = error.__cause__ or error.__context__
    return False


def _is_ours(error: BaseException) -> bool:
    return isinstance(error, OURS) and getattr(error.__cause__, "pgcode", None) not in NOT_OURS


def unavailable(request: HttpRequest) -> HttpResponse:
    """Return the zone's page that says to try again, with the form that was sent."""
    page = getattr(request, "unavailable_page", PAGE)
    response = render(request, page, {"sent_again": sent_again(request)}, status=503)
    response.headers["Retry-After"] = str(settings.RETRY_AFTER_SECONDS)
    return response


def sent_again(request: HttpRequest) -> list[tuple[str, str]]:
    """Return every field of a form that one of our pages sent, or nothing where it held a secret."""
    if request.method != "POST" or hasattr(request, SENSITIVE):
        return []
    try:
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
        is_ours = is_from_us(request)
    except (SuspiciousOperation, BadRequest, UnreadablePostError):
        return []
    has_secret = any(PASSWORD in name.lower() or name == CODE for name, _ in fields)
    return fields if is_ours and not has_secret else []
