"""The page of a case's access history, which says whether the records are complete."""

from django.utils import timezone
from django.views.decorators.http import require_safe

from safeguarding.access.chains import case_chain
from safeguarding.access.cover import covers_of_case
from safeguarding.access.guard import case_page
from safeguarding.casework.wording import page_words
from safeguarding.enums import Shown
from safeguarding.views.base import page

NEWEST = 200


@case_page("looks", Shown.LOOKS)
@require_safe
def looks(request, case):
    """Show every access record, the newest first, this one included."""
    rows = case.access_records.select_related("worker").order_by("-number")[:NEWEST]
    given = case.access_requests.filter(expires_at__isnull=False)
    return page(
        request,
        "looks",
        case=case,
        chain=case_chain(case),
        looks=[{"record": row, "page": page_words(row.page)} for row in rows],
        given=given.select_related("worker", "decided_by").order_by("-decided_at")[:NEWEST],
        covers=covers_of_case(case, now=timezone.now()),
        refused=Shown.REFUSED,
    )
