"""Keep a referral's turn on the waiting list, and the day by which we speak to the participant again.

No score decides: the turn is the day on which the form came, or an earlier one where an order that
requires the participant to attend ends before long. These columns are empty outside the waiting list.
"""

import contextlib
import datetime as dt

from django.conf import settings
from django.db import OperationalError, transaction

from referral_portal.common.dates import at_local, end_of_day, local_today
from referrals.assessment import by_name
from referrals.enums import MANDATED, AttendanceBasis, Status
from referrals.models import Referral


def order_end(referral: Referral) -> dt.date | None:
    """Return the day on which the order that requires the participant to attend ends, if we know it.

    The answers must be loaded.
    """
    if referral.attendance_basis not in MANDATED:
        return None
    is_civil = referral.attendance_basis == AttendanceBasis.STALKING_PROTECTION_ORDER
    field = "civil_order_ends_on" if is_civil else "sentence_ends_on"
    given = by_name(referral.answers).get(field)
    return dt.date.fromisoformat(given) if given else None


def counts_from(referral: Referral, today: dt.date) -> dt.datetime:
    """Return the moment from which a participant counts as waiting; an order that is over adds nothing."""
    ends_on = order_end(referral)
    if ends_on is None or ends_on < today:
        return referral.submitted_at
    ahead = dt.timedelta(weeks=settings.WAITING["order_weeks"])
    return min(referral.submitted_at, at_local(ends_on - ahead, dt.time()))


def contact_due(now: dt.datetime) -> dt.datetime:
    """Return until when we speak to a participant again, whom we spoke to or accepted at `now`."""
    return end_of_day(local_today(now) + dt.timedelta(days=settings.WAITING["contact_days"]))


def follow_place(referral: Referral, *, target: str, now: dt.datetime) -> None:
    """Set the columns of a referral, not yet saved, that goes to the status `target`."""
    if target == Status.AWAITING_ALLOCATION:
        referral.turn_at = counts_from(referral, local_today(now))
        referral.holding_due_at = contact_due(now)
    else:
        referral.turn_at = referral.holding_due_at = None


def follow_answers(referral: Referral, *, now: dt.datetime) -> None:
    """Set the turn of a referral, not yet saved, whose answers were amended."""
    if referral.status == Status.AWAITING_ALLOCATION:
        referral.turn_at = counts_from(referral, local_today(now))


def follow_order_weeks(*, now: dt.datetime) -> int:
    """Set the turns on the waiting list by the `order_weeks` of today; return how many have changed.

    It runs whenever the service starts, because the page of the list states these weeks for everyone
    on it. A participant whose order has ended keeps the turn that the order gave.
    """
    today, changed = local_today(now), 0
    waiting = Referral.objects.filter(status=Status.AWAITING_ALLOCATION)
    for referral in waiting.filter(attendance_basis__in=MANDATED).iterator():
        ends_on = order_end(referral)
        turn_at = counts_from(referral, today)
        if ends_on is None or ends_on < today or turn_at == referral.turn_at:
            continue
        # Unless another user has changed it meanwhile: that set the turn by the same weeks.
        unchanged = waiting.filter(pk=referral.pk, version=referral.version)
        changed += unchanged.update(turn_at=turn_at)
    return changed


def spoke_while_waiting(referral: Referral, *, now: dt.datetime) -> None:
    """Move the next contact on every form with which the person waits for a place."""
    forms = Referral.objects.filter(
        participant__person=referral.participant.person_id, status=Status.AWAITING_ALLOCATION
    )
    ids = [referral.pk]
    with contextlib.suppress(OperationalError), transaction.atomic():
        # A form that another user is changing keeps its date: too early a contact does no harm.
        others = forms.exclude(pk=referral.pk).select_for_update(nowait=True, of=("self",))
        ids += others.values_list("pk", flat=True)
    waiting = Referral.objects.filter(pk__in=ids, status=Status.AWAITING_ALLOCATION)
    waiting.update(holding_due_at=contact_due(now))
