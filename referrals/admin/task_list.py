"""The desk's list of tasks that are not done, the earliest first: the user's own, or everyone's."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from referral_portal.audit.recorder import record
from referral_portal.common.dates import local_today
from referral_portal.common.methods import READ_ONLY
from referral_portal.common.paging import page_of
from referrals.admin.call_backs import desk_page
from referrals.permissions import can_read_referrals
from referrals.to_do import open_tasks, tasks_for

ALL = "all"
LISTS = [("", "For you"), (ALL, "Everyone’s")]


@desk_page(can_read_referrals, READ_ONLY)
def task_list(request: HttpRequest) -> HttpResponse:
    """Show one page of the open tasks of the user and of anyone, or of everyone."""
    chosen = ALL if request.GET.get("whose") == ALL else ""
    now = timezone.now()
    found = open_tasks(request.user) if chosen else tasks_for(request.user)
    page = page_of(
        found.select_related("referral__participant", "assignee").defer(
            "referral__answers", "referral__as_sent"
        ),
        order=("due_on", "id"),
        params=request.GET,
        size=settings.QUEUE_PAGE_SIZE,
        kept={"whose": chosen},
    )
    shown = [row.pk for row in page.rows]
    record(
        "referral.list_tasks",
        actor=request.user,
        target=("referrals.task", "list"),
        now=now,
        shown=shown,
    )
    context = {
        "rows": [
            {
                "task": row,
                "is_overdue": row.due_on < local_today(now),
                "url": reverse("admin:referrals_referral_change", args=[row.referral_id]),
            }
            for row in page.rows
        ],
        "lists": LISTS,
        "chosen": chosen,
        "next_url": page.next_url,
        "previous_url": page.previous_url,
    }
    return TemplateResponse(request, "admin/referrals/tasks.html", context)
