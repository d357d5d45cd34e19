"""The worklist and the list of cases.

Each writes one access record with the ids of the cases that it shows.
"""

from django.conf import settings
from django.db.models import Exists
from django.utils import timezone
from django.views.decorators.http import require_safe

from referral_portal.common.paging import page_of
from referral_portal.common.references import tidy_reference
from safeguarding.access.break_glass import requests_for
from safeguarding.access.guard import worker_page
from safeguarding.casework.overrides import add_when_left
from safeguarding.casework.unsent import to_settle
from safeguarding.casework.wording import alert_colour, alert_words, level_tag
from safeguarding.crossing.portal_feed import is_something_new, pull
from safeguarding.enums import Shown
from safeguarding.models import Alert, Handback, OpenFailure, VictimCase, Worker
from safeguarding.querysets import WORKLIST_ORDER, may_open
from safeguarding.recorder import record_access
from safeguarding.views.base import page

# Rows of the portal that a page load reads at most; the next tick reads the rest.
PULLED = 200


def read_portal(request) -> None:
    """Read the portal's new rows, so that the worklist is never half a minute behind.

    Without new rows this takes two queries.
    """
    if is_something_new():
        pull(now=timezone.now(), limit=PULLED)


@worker_page(before=read_portal)
@require_safe
def worklist(request, _read):
    """Show this link worker's alerts, the most urgent first."""
    shown = page_of(
        Alert.objects.visible_to(request.worker).on_worklist_of(request.worker),
        order=WORKLIST_ORDER,
        params=request.GET,
        size=settings.WORKLIST_PAGE_SIZE,
    )
    add_when_left(shown.rows)
    record_access(
        worker=request.worker,
        what=Shown.WORKLIST,
        page="worklist",
        case_ids=list(dict.fromkeys(alert.case_id for alert in shown.rows)),
        now=timezone.now(),
    )
    return page(
        request,
        "worklist",
        rows=[
            {
                "alert": alert,
                "case": alert.case,
                "words": alert_words(alert, with_level=False),
                "colour": alert_colour(alert),
                "level": words,
                "level_colour": colour,
            }
            for alert in shown.rows
            for words, colour in [level_tag(alert)]
        ],
        previous_url=shown.previous_url,
        next_url=shown.next_url,
        **_warnings(request.worker),
    )


def _warnings(worker: Worker) -> dict[str, bool]:
    """Return, by name, whether each warning of the worklist is due; one query."""
    seen = may_open(worker, case="case", owner="case__owner")
    due = {
        "asked": requests_for(worker, now=timezone.now()).order_by(),
        "unopened": OpenFailure.objects.filter(settled_at__isnull=True),
        "unsent": to_settle().order_by(),
        "undelivered": Handback.objects.filter(seen, failed_at__isnull=False),
    }
    found = Worker.objects.filter(pk=worker.pk)
    return found.values(**{name: Exists(rows) for name, rows in due.items()}).get()


@worker_page()
@require_safe
def cases(request):
    """Show the open cases of this link worker, the newest first; all of them, or one, when asked for."""
    found = VictimCase.objects.visible_to(request.worker).select_related("owner")
    typed, shows_closed = request.GET.get("reference", "")[:40], "closed" in request.GET
    if typed:
        found = found.filter(reference=tidy_reference(typed))
    elif not shows_closed:
        found = found.filter(closed_at__isnull=True)
    shown = page_of(
        found,
        order=("-opened_at", "-id"),
        params=request.GET,
        size=settings.WORKLIST_PAGE_SIZE,
        kept={"reference": typed} if typed else {"closed": "1"} if shows_closed else {},
    )
    record_access(
        worker=request.worker,
        what=Shown.CASES,
        page="cases",
        case_ids=[case.pk for case in shown.rows],
        now=timezone.now(),
    )
    return page(
        request,
        "cases",
        cases=shown.rows,
        typed=typed,
        shows_closed=shows_closed,
        previous_url=shown.previous_url,
        next_url=shown.next_url,
    )
