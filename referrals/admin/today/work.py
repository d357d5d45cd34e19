"""The work of a coordinator or manager, as the first page of the admin lists it.

Counts stop early. Each list shows its first rows and links to the whole list.
"""

import datetime as dt

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from referral_portal.accounts.admin_base import portal_admin_site
from referral_portal.accounts.work import MOST, WorkItem, capped
from referrals.admin.burst_rows import bursts
from referrals.admin.today.lists import referral_lists
from referrals.admin.today.others import call_backs, calls, late_releases
from referrals.admin.today.tasks import tasks
from referrals.admin.tries import TRIES
from referrals.admin.waiting_address import WAITING_LIST
from referrals.enums import RANKED
from referrals.models import Referral
from referrals.next_tries import due_tries
from referrals.permissions import can_name_people, can_read_referrals
from referrals.restricting import to_name


@portal_admin_site.add_work
def referrals_that_wait(request) -> list[WorkItem]:
    """Return the work of the desk, same-day danger first."""
    if not can_read_referrals(request.user):
        return []
    queue = reverse("admin:referrals_referral_changelist")
    mine = Referral.objects.visible_to(request.user).in_work()
    now = timezone.now()
    waiting = mine.filter(status__in=RANKED)
    tries = capped(due_tries(request.user, now))
    return [
        *_names_to_give(request.user, queue),
        *_bursts(request.user),
        *referral_lists(request.user, now),
        WorkItem(
            text="Queue",
            url=queue,
            count=capped(waiting),
            hint="To decide, or waiting for an answer",
        ),
        WorkItem(
            text="Waiting list",
            url=reverse(WAITING_LIST),
            count=capped(mine.waiting_list()),
            hint="Accepted, without a place yet",
        ),
        call_backs(request.user, now),
        calls(request.user),
        tasks(request.user, now),
        *late_releases(request.user, now),
        WorkItem(
            text="Next tries due",
            url=f"{reverse('admin:referrals_referral_calls')}?status={TRIES}",
            count=tries,
            hint="We said that we would call again, and it is time",
            is_urgent=tries != "0",
        ),
    ]


def _bursts(user) -> list[WorkItem]:
    """Return the forms of bursts that are still in the queue, and what is set aside, if any."""
    left = sum(number for _, number in bursts(user))
    rows = Referral.objects.visible_to(user).set_aside()
    oldest = rows.order_by("set_aside_at").values_list("set_aside_at", flat=True)[: MOST + 1]
    aside = list(oldest)
    days = settings.BURSTS["aside_days"]
    items = []
    if left:
        items.append(
            WorkItem(
                text="Many forms at once",
                url=reverse("admin:referrals_referral_bursts"),
                count=f"{MOST}+" if left > MOST else str(left),
                hint="Very many forms came in a short time: read them, and set aside what is not real",
                is_urgent=True,
            )
        )
    if aside:
        is_late = aside[0] < timezone.now() - dt.timedelta(days=days)
        items.append(
            WorkItem(
                text="Set aside",
                url=reverse("admin:referrals_referral_set_aside"),
                count=f"{MOST}+" if len(aside) > MOST else str(len(aside)),
                hint=f"Set aside for more than {days} days: look at them again"
                if is_late
                else "Forms of a burst, not in the queue",
                is_urgent=is_late,
            )
        )
    return items


def _names_to_give(user, queue: str) -> list[WorkItem]:
    """Return how many restricted referrals wait for a manager to name a coordinator, if any."""
    waiting = capped(to_name(user)) if can_name_people(user) else "0"
    if waiting == "0":
        return []
    return [
        WorkItem(
            text="Forms that wait for names",
            url=f"{queue}?named=1",
            count=waiting,
            hint="Only named people see them, and no coordinator is named yet",
            is_urgent=True,
            is_first=True,
        )
    ]
