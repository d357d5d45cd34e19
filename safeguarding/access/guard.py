"""Guard the pages: a view runs and is drawn inside the transaction that records it.

A case that is not this link worker's answers 404, and the refusal is recorded by itself. When the
record cannot be written, the page says that it cannot be shown now (503).
"""

import functools

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import urlencode

from referral_portal.common.column_keys import CannotUnlock
from safeguarding.enums import Shown
from safeguarding.middleware import SIGN_IN, unavailable
from safeguarding.models import VictimCase
from safeguarding.recorder import record_access
from safeguarding.sign_in.sessions import is_confirmed
from safeguarding.transactions import acting_as, seeing_all

CONFIRM = "/safeguarding/confirm/"


def worker_page(*, before=None):
    """Decorate a view for signed-in link workers.

    The view records what it shows; it and its template run in one transaction. `before` is called
    ahead of that with the view's arguments, for work that has transactions of its own; the view gets
    its result after the request.
    """

    def decorate(view):
        @login_not_required  # the portal's sign-in means nothing here; the next lines are the guard
        @functools.wraps(view)
        def guarded(request, *args, **kwargs):
            if request.worker is None:
                return HttpResponseRedirect(SIGN_IN)
            try:
                if before:
                    args = (before(request, *args, **kwargs), *args)
                with acting_as(request.worker.pk):
                    return _drawn(view(request, *args, **kwargs))
            except (DatabaseError, CannotUnlock) as error:
                return unavailable(request, error)

        guarded.for_workers = True
        return guarded

    return decorate


def case_page(page: str, what: Shown = Shown.CASE):
    """Decorate a view of one case: `view(request, case, ...)` for an address with `case_id`.

    `page` names it in the access record. A form that is sent is recorded as a change. Reading a case
    needs a recent one-time code. A POST is let through, so that typed work is not lost.
    """

    def decorate(view):
        @login_not_required  # as above
        @functools.wraps(view)
        def guarded(request, case_id, *args, **kwargs):
            worker, now = request.worker, timezone.now()
            if worker is None:
                return HttpResponseRedirect(SIGN_IN)
            if request.method != "POST" and not is_confirmed(worker, now=now):
                # Before looking for the case, so that the reply is the same when there is none.
                query = urlencode({"next": request.get_full_path()})
                return HttpResponseRedirect(f"{CONFIRM}?{query}")
            shown = Shown.CHANGE if request.method == "POST" else what
            try:
                with acting_as(worker.pk):
                    case = (
                        VictimCase.objects.visible_to(worker)
                        .saying_what_is_there()
                        .select_related("owner")
                        .filter(pk=case_id)
                        .first()
                    )
                    if case:
                        record_access(worker=worker, what=shown, page=page, case=case, now=now)
                        return _drawn(view(request, case, *args, **kwargs))
                refuse(worker=worker, page=page, case_id=case_id, now=now)
            except (DatabaseError, CannotUnlock) as error:
                return unavailable(request, error)
            raise Http404

        guarded.for_workers = True
        return guarded

    return decorate


def refuse(*, worker, page: str, case_id, now) -> None:
    """Record that a link worker asked for a case that is not theirs, or that does not exist."""
    with seeing_all():
        record_access(
            worker=worker,
            what=Shown.REFUSED,
            page=page,
            case=VictimCase.objects.filter(pk=case_id).first(),
            case_ids=[case_id],
            now=now,
        )


def _drawn(response):
    if isinstance(response, TemplateResponse) and not response.is_rendered:
        response.render()
    return response
