"""Name a colleague who covers for a link worker from a day to a day; for the link workers' manager.

The colleague sees and works on the cases of the link worker as if they were theirs, except those from
which the colleague is blocked. Cover is not passed on: who covers the colleague sees nothing of these.
"""

import datetime as dt

from django.db.models import F, Q

from referral_portal.common.dates import at_local, local_today
from referral_portal.common.refusals import Refusal
from safeguarding.models import Cover, SafeguardingEvent, VictimCase, Worker
from safeguarding.recorder import record
from safeguarding.transactions import in_safeguarding


def name_cover(
    *,
    covered: Worker,
    colleague: Worker,
    first: dt.date,
    last: dt.date,
    by: Worker,
    now: dt.datetime,
) -> Cover:
    """Let `colleague` work on the cases of `covered` from the start of `first` to the end of `last`.

    Raises Refusal for anyone but a manager, for one and the same link worker, for one who has been
    deactivated, and for days that are over or in the wrong order.
    """
    _check_manager(by)
    if covered.pk == colleague.pk:
        raise Refusal("Choose two different link workers.", "colleague")
    if last < first:
        raise Refusal("The last day must be the first day or later.", "last")
    if last < local_today(now):
        raise Refusal("The last day must be today or later.", "last")
    with in_safeguarding():
        # Locked, so that neither is deactivated between the look and the change.
        both = Worker.objects.filter(pk__in=[covered.pk, colleague.pk], is_active=True)
        active = {row.pk for row in both.order_by("pk").select_for_update(no_key=True)}
        for worker, field in ((covered, "covered"), (colleague, "colleague")):
            if worker.pk not in active:
                raise Refusal("This link worker has been deactivated.", field)
        cover = Cover.objects.create(
            covered=covered,
            colleague=colleague,
            starts_at=at_local(first, dt.time(0)),
            ends_at=at_local(last + dt.timedelta(days=1), dt.time(0)),
            named_by=by,
            named_at=now,
        )
        record(
            "cover.add",
            by=by,
            target=cover,
            now=now,
            covered=covered.pk,
            colleague=colleague.pk,
            first=first,
            last=last,
        )
    return cover


def end_cover(*, cover_id: int, by: Worker, now: dt.datetime) -> None:
    """End a cover before its last day; for the manager.

    Raises Refusal for anyone but a manager, and when it is over already.
    """
    _check_manager(by)
    with in_safeguarding():
        cover = covers_to_come(now=now).select_for_update(of=("self",)).filter(pk=cover_id).first()
        if cover is None:
            raise Refusal("This cover is over already.")
        cover.ended_by, cover.ended_at = by, now
        cover.save(update_fields=["ended_by", "ended_at"])
        record("cover.end", by=by, target=cover, now=now)


def covers_to_come(*, now: dt.datetime):
    """Return the covers that run or will run."""
    waiting = Cover.objects.filter(ends_at__gt=now, ended_at__isnull=True)
    return waiting.order_by("starts_at", "pk")


def covers_of_case(case: VictimCase, *, now: dt.datetime) -> list[Cover]:
    """Return the covers so far of the link workers who have or had this case, the newest first."""
    owners = {case.owner_id}
    changes = SafeguardingEvent.objects.filter(
        target_id=str(case.pk), action__in=["case.take", "case.give", "case.untake"]
    )
    for action, worker_id, data in changes.values_list("action", "worker_id", "data"):
        owners |= {worker_id} if action == "case.take" else {data.get("to"), data["earlier"]}
    begun = Cover.objects.filter(covered__in=owners - {None, 0}, starts_at__lte=now)
    never = Q(ended_at__lte=F("starts_at")) | Q(ends_at__lte=case.opened_at)
    return list(
        begun.exclude(never)
        .select_related("covered", "colleague", "named_by")
        .order_by("-starts_at", "-pk")
    )


def _check_manager(by: Worker) -> None:
    if not by.is_manager:
        raise Refusal("Only the manager can decide who covers for a link worker.")
