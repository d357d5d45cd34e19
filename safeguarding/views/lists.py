"""The worklist and the list of cases. Each writes one record with the ids of what it shows."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from referral_portal.common.references import tidy_reference
from safeguarding.access.break_glass import requests_for
from safeguarding.access.guard import worker_page
from safeguarding.casework.wording import alert_words
from safeguarding.crossing.portal_feed import pull
from safeguarding.enums import Shown
from safeguarding.models import Alert, Handback, OpenFailure, VictimCase
from safeguarding.recorder import record_access
from safeguarding.views.base import page

# What a page load reads of the portal at most; the rest comes with the next tick.
PULLED = 200


def read_portal(request) -> None:
    """Read what is new in the portal, so that a worklist is never half a minute behind."""
    pull(now=timezone.now(), limit=PULLED)


@worker_page(before=read_portal)
@require_safe
def worklist(request):
    """Show what waits for this worker, the most urgent first."""
    alerts = Alert.objects.visible_to(request.worker).waiting().select_related("case__owner")
    visible = VictimCase.objects.visible_to(request.worker)
    after = request.GET.get("after", "")
    is_key = after.isdecimal() and len(after) < 19
    mine = Alert.objects.visible_to(request.worker)
    last = mine.filter(pk=after).first() if is_key else None
    if last:
        alerts = alerts.after(last)
    rows = list(alerts[: settings.WORKLIST_PAGE_SIZE + 1])
    shown = rows[: settings.WORKLIST_PAGE_SIZE]
    record_access(
        worker=request.worker,
        what=Shown.WORKLIST,
        page="worklist",
        case_ids=list(dict.fromkeys(alert.case_id for alert in shown)),
        now=timezone.now(),
    )
    address = reverse("safeguarding:worklist")
    return page(
        request,
        "worklist",
        rows=[{"alert": alert, "case": alert.case, "words": alert_words(alert)} for alert in shown],
        previous_url=address if last else "",
        next_url=f"{address}?after={shown[-1].pk}" if len(rows) > len(shown) else "",
        asked=requests_for(request.worker, now=timezone.now()).exists(),
        unopened=OpenFailure.objects.filter(settled_at__isnull=True).exists(),
        undelivered=Handback.objects.filter(failed_at__isnull=False, case__in=visible).exists(),
    )


@worker_page()
@require_safe
def cases(request):
    """Show this worker's cases and those nobody has, the newest first; or one by its reference."""
    found = VictimCase.objects.visible_to(request.worker).select_related("owner")
    typed = request.GET.get("reference", "")[:40]
    if typed:
        found = found.filter(reference=tidy_reference(typed))
    after = request.GET.get("after", "")
    last = found.filter(reference=tidy_reference(after)).first() if after else None
    if last:
        found = found.filter(opened_at__lte=last.opened_at).exclude(
            opened_at=last.opened_at, pk__gte=last.pk
        )
    rows = list(found.order_by("-opened_at", "-pk")[: settings.WORKLIST_PAGE_SIZE + 1])
    shown = rows[: settings.WORKLIST_PAGE_SIZE]
    record_access(
        worker=request.worker,
        what=Shown.CASES,
        page="cases",
        case_ids=[case.pk for case in shown],
        now=timezone.now(),
    )
    address = reverse("safeguarding:cases")
    return page(
        request,
        "cases",
        cases=shown,
        typed=typed,
        previous_url=address if last else "",
        next_url=f"{address}?after={shown[-1].reference}" if len(rows) > len(shown) else "",
    )
