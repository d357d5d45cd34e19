"""The work of a coordinator or manager, as the first page of the admin lists it.

Counts stop early. Each list shows its first rows and links to the whole list.
"""

import datetime as dt

from django.conf import settings
from django.db.models import DateTimeField, QuerySet
from django.urls import reverse
from django.utils import timezone

from referral_portal.accounts.admin_base import portal_admin_site
from referral_portal.accounts.any_user import AnyUser
from referral_portal.accounts.kept_for import KeptFor
from referral_portal.accounts.work import MOST, WorkItem, many
from referral_portal.common.statements import Given
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
from referrals.querysets import ReferralQuerySet
from referrals.restricting import to_name


@KeptFor
def _queue(user: AnyUser) -> QuerySet:
    return _ids(_in_work(user).filter(status__in=RANKED))


@KeptFor
def _waiting_list(user: AnyUser) -> QuerySet:
    return _ids(_in_work(user).waiting_list())


@KeptFor
def _to_name(user: AnyUser) -> QuerySet:
    # The newest first: most of the older ones have a name.
    return to_name(user).reverse().values_list("pk")[: MOST + 1]


@KeptFor
def _tries(user: AnyUser) -> QuerySet:
    return due_tries(user, Given("now", DateTimeField()))[: MOST + 1]


@KeptFor
def _set_aside(user: AnyUser) -> QuerySet:
    rows = Referral.objects.visible_to(user).set_aside().order_by("set_aside_at")
    return rows.values_list("set_aside_at")[: MOST + 1]


def _in_work(user: AnyUser) -> ReferralQuerySet:
    return Referral.objects.visible_to(user).in_work()


def _ids(rows: QuerySet) -> QuerySet:
    """Return the ids of `rows`, up to one more than are counted."""
    return rows.order_by().values_list("pk")[: MOST + 1]


@portal_admin_site.add_work
def referrals_that_wait(request) -> list[WorkItem]:
    """Return the work of the desk, same-day danger first."""
    if not can_read_referrals(request.user):
        return []
    queue = reverse("admin:referrals_referral_changelist")
    now = timezone.now()
    tries = len(_tries.read(request.user, now=now))
    return [
        *_names_to_give(request.user, queue),
        *_bursts(request.user),
        *referral_lists(request.user, now),
        WorkItem(
            text="Queue",
            url=queue,
            count=many(len(_queue.read(request.user))),
            hint="To decide, or waiting for an answer",
        ),
        WorkItem(
            text="Waiting list",
            url=reverse(WAITING_LIST),
            count=many(len(_waiting_list.read(request.user))),
            hint="Accepted, without a place yet",
        ),
        call_backs(request.user, now),
        calls(request.user),
        tasks(request.user, now),
        *late_releases(request.user, now),
        WorkItem(
            text="Next tries due",
            url=f"{reverse('admin:referrals_referral_calls')}?status={TRIES}",
            count=many(tries),
            hint="We said that we would call again, and it is time",
            is_urgent=bool(tries),
        ),
    ]


def _bursts(user) -> list[WorkItem]:
    """Return the forms of bursts that are still in the queue, and what is set aside, if any."""
    left = sum(number for _, number in bursts(user))
    aside = _set_aside.read(user)
    days = settings.BURSTS["aside_days"]
    items = []
    if left:
        items.append(
            WorkItem(
                text="Many forms at once",
                url=reverse("admin:referrals_referral_bursts"),
                count=many(left),
                hint="Very many forms came in a short time: read them, and set aside what is not real",
                is_urgent=True,
            )
        )
    if aside:
        is_late = aside[0][0] < timezone.now() - dt.timedelta(days=days)
        items.append(
            WorkItem(
                text="Set aside",
                url=reverse("admin:referrals_referral_set_aside"),
                count=many(len(aside)),
                hint=f"Set aside for more than {days} days: look at them again"
                if is_late
                else "Forms of a burst, not in the queue",
                is_urgent=is_late,
            )
        )
    return items


def _names_to_give(user, queue: str) -> list[WorkItem]:
    """Return how many restricted referrals wait for a manager to name a coordinator, if any."""
    waiting = _to_name.read(user) if can_name_people(user) else []
    if not waiting:
        return []
    return [
        WorkItem(
            text="Forms that wait for names",
            url=f"{queue}?named=1",
            count=many(len(waiting)),
            hint="Only named people see them, and no coordinator is named yet",
            is_urgent=True,
            is_first=True,
        )
    ]
