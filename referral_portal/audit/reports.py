"""Report every unhandled exception by its type and place, and never by what it holds.

Texts of exceptions quote rows, and variables hold answers, so neither is read. A report of a request is
written after the answer, because the request's own transactions must not take it back.
"""

import dataclasses
import datetime as dt
import functools
import logging
import sys
import traceback
from collections.abc import Callable
from types import FrameType

from celery.signals import task_failure
from django.apps import apps
from django.conf import settings
from django.core.signals import got_request_exception
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils import timezone

from referral_portal.audit.models import BaseErrorReport
from referral_portal.common import trace
from referral_portal.pages.unavailable import is_unavailable

logger = logging.getLogger(__name__)
PENDING = "error_reports"  # of a request whose answer is being made
HOUR = dt.timedelta(hours=1)


@dataclasses.dataclass(frozen=True)
class Failure:
    """What a report says."""

    kind: str
    place: str
    view: str
    request: str
    is_task: bool


@dataclasses.dataclass(frozen=True)
class Keeper:
    """A table of reports, and which views and tasks it takes."""

    model: type[BaseErrorReport]
    takes: Callable[[str], bool]


keepers: list[
    Keeper
] = []  # each app adds its own when it starts; the first that takes a report has it


def failure_of(error: BaseException, *, view: str, is_task: bool = False) -> Failure:
    """Return the report of `error`."""
    return Failure(
        kind=type(error).__name__[:80],
        place=place_of(error)[:160],
        view=view[:100],
        request=trace.current(),
        is_task=is_task,
    )


def place_of(error: BaseException) -> str:
    """Return module:function:line of our own code nearest to `error`, or ""."""
    ours = [
        (frame, line)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if _module(frame).split(".")[0] in our_packages()
    ]
    if not ours:
        return ""
    frame, line = ours[-1]
    return f"{_module(frame)}:{frame.f_code.co_qualname}:{line}"


@functools.cache
def our_packages() -> frozenset[str]:
    """Return the names of the packages that hold our apps."""
    ours = [one for one in apps.get_app_configs() if "site-packages" not in one.path]
    return frozenset(one.name.split(".")[0] for one in ours)


def _module(frame: FrameType) -> str:
    return frame.f_globals.get("__name__", "")


def is_reported(error: BaseException) -> bool:
    """Return whether `error` is one of ours.

    A visitor who left is none. Of a database that does not answer monitoring tells, and it would not
    take the report either.
    """
    return not isinstance(error, UnreadablePostError) and not is_unavailable(error)


def report(error: BaseException, *, view: str, is_task: bool = False) -> None:
    """Report `error` now; never call this inside a transaction."""
    if is_reported(error):
        keep(failure_of(error, view=view, is_task=is_task))


def keep(failure: Failure) -> None:
    """Write one report, unless its place has had enough of them in this hour; raises nothing."""
    try:
        keeper = next(one for one in keepers if one.takes(failure.view))
        now = timezone.now()
        same = keeper.model.objects.filter(
            kind=failure.kind, place=failure.place, at__gt=now - HOUR
        )
        if same[: settings.ERROR_REPORTS_AN_HOUR].count() < settings.ERROR_REPORTS_AN_HOUR:
            keeper.model.objects.create(at=now, **dataclasses.asdict(failure))
    except Exception as error:  # noqa: BLE001 - the answer must not fail because of the report
        logger.error("error not reported", extra={"kind": type(error).__name__})


def report_errors(get_response: Callable) -> Callable:
    """Write the reports of a request once its answer is ready and its transactions have ended."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for failure in getattr(request, PENDING, ()):
            keep(failure)
        return response

    return middleware


def note_request(request: HttpRequest | None = None, **kwargs) -> None:
    """Remember the exception that is being handled, for `report_errors`."""
    error = sys.exception()
    if request is None or error is None or not is_reported(error):
        return
    match = request.resolver_match
    pending = getattr(request, PENDING, [])
    pending.append(failure_of(error, view=match.view_name if match else ""))
    setattr(request, PENDING, pending)


def note_task(sender=None, exception: BaseException | None = None, **kwargs) -> None:
    """Report the failure of a background task, whose transactions have ended."""
    if exception is not None:
        report(exception, view=sender.name, is_task=True)


def listen() -> None:
    """Report what Django and Celery say has failed."""
    got_request_exception.connect(note_request)
    task_failure.connect(note_task)
