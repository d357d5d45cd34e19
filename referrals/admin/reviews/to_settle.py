"""One page of what is due by a moment and settled once: the reviews, and the complaints."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from referral_portal.replica import lists
from referrals.querysets import ToSettleQuerySet

STATUSES = (("open", "Open"), ("settled", "Settled"))


def to_settle(
    request: HttpRequest, visible: ToSettleQuerySet, *related: str, page_of_one: str
) -> dict:
    """Return the open rows, the one that is due first at the top, or those that are settled.

    `visible` are the rows that the user may see, read together with `related`; `page_of_one` is the
    name of the address of one row.
    """
    status = "settled" if request.GET.get("status") == "settled" else "open"
    rows = visible.filter(settled_at__isnull=status == "open")
    page = lists.page(
        request,
        rows.select_related("referral", *related).defer("referral__answers", "referral__as_sent"),
        visible=visible,
        order=("due_at", "id") if status == "open" else ("-due_at", "-id"),
        size=settings.QUEUE_PAGE_SIZE,
        kept={"status": status},
    )
    now = timezone.now()
    return {
        "rows": [
            {
                "row": row,
                "url": reverse(page_of_one, args=[row.pk]),
                "is_overdue": row.settled_at is None and row.due_at < now,
            }
            for row in page.rows
        ],
        "status": status,
        "statuses": STATUSES,
        "next_url": page.next_url,
        "previous_url": page.previous_url,
    }


def ids_of(context: dict) -> list[str]:
    """Return the ids of the rows on the page, for the record of who saw them."""
    return [str(one["row"].pk) for one in context["rows"]]
