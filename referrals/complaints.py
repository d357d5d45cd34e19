"""The verbs of a complaint: record it, and settle it as a manager whom it does not name.

The link worker of the referral gets a sealed note of every complaint, because a complaint changes the
risk. The messages that we have it and about the result wait for release.
"""

import datetime as dt
import uuid
from collections.abc import Collection

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction

from programmes.clocks import clocks_for
from referral_portal.accounts.models import User
from referral_portal.accounts.roles import Role
from referral_portal.audit.recorder import record
from referral_portal.common.dates import end_of_day, local_today, working_days_after
from referral_portal.common.refusals import Refusal
from referrals import result_messages
from referrals.models import (
    Complainant,
    Complaint,
    ComplaintAbout,
    ComplaintOutcome,
    Referral,
)
from referrals.notes import seal_note
from referrals.permissions import check_can_read_referrals

STAFF = (Role.COORDINATOR, Role.MANAGER, Role.FACILITATOR, Role.CO_FACILITATOR)
NO_MANAGER = (
    "This complaint names every manager who could read it. Nothing is stored. Give it to the head of "
    "the service instead."
)
NOTE = "{} has made a complaint about how we worked. The reply is due by {:%-d %B %Y}."


def can_be_named():
    """Return the active users whom a complaint can be about, by name."""
    found = User.objects.filter(is_active=True, groups__name__in=STAFF).distinct()
    return found.order_by("last_name", "first_name", "pk")


def record_complaint(
    *,
    referral_id: uuid.UUID,
    made_by: str,
    words: str,
    about: Collection[int],
    by,
    now: dt.datetime,
) -> Complaint:
    """Record a complaint about a referral; `about` are the ids of the users it names.

    Raises Refusal without words, and where no manager is left who may read it; PermissionDenied.
    """
    check_can_read_referrals(by)
    if made_by not in Complainant.values:
        raise Refusal("Say who made the complaint.", "made_by")
    if not words.strip():
        raise Refusal("Write down the complaint.", "words")
    with transaction.atomic():
        referral = Referral.objects.visible_to(by).filter(pk=referral_id).first()
        if referral is None:
            raise PermissionDenied("This referral is not yours to open.")
        if made_by == Complainant.REFERRER and referral.referrer_id is None:
            raise Refusal("There is no referrer: this is a self-referral.", "made_by")
        named = set(can_be_named().filter(pk__in=about).values_list("pk", flat=True))
        if named != set(about):
            raise Refusal("Select users of this service.", "about")
        today, days = local_today(now), settings.REVIEWS["complaint_working_days"]
        closed = clocks_for(referral.pathway, today).closed
        complaint = Complaint.objects.create(
            referral=referral,
            made_by=made_by,
            words=words.strip(),
            made_at=now,
            recorded_by=by,
            due_at=end_of_day(working_days_after(today, days, closed)),
        )
        for user in sorted(named):
            ComplaintAbout.objects.create(complaint=complaint, user_id=user)
        if not result_messages.managers_who_read(complaint):
            raise Refusal(NO_MANAGER, "about")
        record("complaint.record", actor=by, target=referral, now=now, complaint=str(complaint.pk))
        due_on = local_today(complaint.due_at)
        note = NOTE.format(complaint.get_made_by_display(), due_on)
        seal_note(referral_id=referral.pk, words=note, by=by, now=now)
        result_messages.complaint_recorded(complaint, now=now)
    return complaint


def settle_complaint(
    *,
    complaint_id: uuid.UUID,
    outcome: ComplaintOutcome,
    reasons: str,
    by,
    now: dt.datetime,
) -> Complaint:
    """Settle a complaint, with reasons for the file, and ask the person who complained to call.

    Raises Refusal without reasons and for one that is settled; PermissionDenied.
    """
    check_can_read_referrals(by)
    if outcome not in ComplaintOutcome.values:
        raise Refusal("Choose the result of the complaint.", "outcome")
    if not reasons.strip():
        raise Refusal("Say in your own words why.", "reasons")
    with transaction.atomic():
        rows = Complaint.objects.visible_to(by).select_for_update(of=("self",))
        complaint = rows.select_related("referral__participant", "referral__referrer")
        complaint = complaint.filter(pk=complaint_id).first()
        if complaint is None:
            raise PermissionDenied("This complaint is not yours to open.")
        if complaint.settled_at:
            raise Refusal("This complaint is settled already.")
        complaint.outcome, complaint.reasons = outcome, reasons.strip()
        complaint.settled_at, complaint.settled_by = now, by
        complaint.save(update_fields=["outcome", "reasons", "settled_at", "settled_by"])
        record(
            "complaint.settle", actor=by, target=complaint.referral, now=now,
            complaint=str(complaint.pk), outcome=outcome,
        )  # fmt: skip
        result_messages.withdraw_receipt(complaint, by=by, now=now)
        if outcome != ComplaintOutcome.WITHDRAWN:
            result_messages.complaint_settled(complaint, now=now)
    return complaint
