"""Opening one cohort to a colleague for some days, and closing it again.

For co-facilitators of other agencies, who see nothing else here, and for facilitators who cover. A
grant closes by itself after its last day; its row stays, so that it can be told who could look in.
"""

import datetime as dt
import uuid

from django.contrib.auth.models import Permission
from django.db import transaction

from cohorts.locks import lock_cohort
from cohorts.models import Cohort, CohortUserObjectPermission
from cohorts.permissions import check_can_plan
from referral_portal.accounts.models import User
from referral_portal.accounts.roles import Role
from referral_portal.audit.recorder import record
from referral_portal.common.dates import local_today


class CannotGrant(Exception):
    """The cohort cannot be opened as asked; the text is fit for the screen."""


def grant_access(
    *,
    cohort_id: uuid.UUID,
    user: User,
    starts_on: dt.date,
    ends_on: dt.date,
    reason: str,
    by,
    now: dt.datetime,
) -> CohortUserObjectPermission:
    """Open one cohort to a colleague from `starts_on` to `ends_on`, both included.

    Granting again replaces the dates and the reason, also of a grant that was ended. Raises
    CannotGrant, or PermissionDenied.
    """
    check_can_plan(by)
    if not user.has_role(Role.CO_FACILITATOR, Role.FACILITATOR):
        raise CannotGrant("Access is for facilitators and co-facilitators.")
    if ends_on < starts_on:
        raise CannotGrant("The last day cannot be before the first.")
    if ends_on < local_today(now):
        raise CannotGrant("The last day has passed already.")
    if not reason.strip():
        raise CannotGrant("Say why this colleague needs access.")
    with transaction.atomic():
        cohort = lock_cohort(cohort_id)
        may_view = Permission.objects.get(content_type__app_label="cohorts", codename="view_cohort")
        grant, _ = CohortUserObjectPermission.objects.update_or_create(
            user=user,
            permission=may_view,
            content_object=cohort,
            defaults={
                "starts_on": starts_on,
                "ends_on": ends_on,
                "ended_at": None,
                "granted_by": by,
                "reason": reason.strip(),
            },
        )
        record(
            "cohort.grant_access",
            actor=by,
            target=cohort,
            now=now,
            account=user.pk,
            starts_on=starts_on,
            ends_on=ends_on,
        )
    return grant


def end_access(
    *, cohort_id: uuid.UUID, user_id: int, by, now: dt.datetime
) -> CohortUserObjectPermission:
    """Close a cohort at once to a colleague to whom it was opened.

    Raises CannotGrant where nothing is open or still to open; PermissionDenied.
    """
    check_can_plan(by)
    with transaction.atomic():
        cohort = lock_cohort(cohort_id)
        grant = open_grants(cohort, local_today(now)).filter(user=user_id).first()
        if grant is None:
            raise CannotGrant("This cohort is not open to this colleague any more.")
        grant.ended_at = now
        grant.save(update_fields=["ended_at"])
        record("cohort.end_access", actor=by, target=cohort, now=now, account=user_id)
    return grant


def open_grants(cohort: Cohort, today: dt.date):
    """Return the grants of a cohort that are open on `today` or will be, in order of their start."""
    return (
        CohortUserObjectPermission.objects.filter(
            content_object=cohort, ends_on__gte=today, ended_at__isnull=True
        )
        .select_related("user__agency")
        .order_by("starts_on", "pk")
    )
