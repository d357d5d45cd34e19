"""Give a colleague access to one cohort for some days, and remove it.

For co-facilitators from other agencies, who see nothing but that cohort, and for facilitators who
cover sessions. Access ends after its last day. Its row stays, to show who had access and when.
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
from referral_portal.common.refusals import Refusal


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
    """Give a colleague access to one cohort from `starts_on` to `ends_on`, both included.

    New dates and a new reason replace those of an earlier grant, even of one that was removed.
    Raises Refusal or PermissionDenied.
    """
    check_can_plan(by)
    if not user.has_role(Role.CO_FACILITATOR, Role.FACILITATOR):
        raise Refusal("Only facilitators and co-facilitators can have access.", "colleague")
    if ends_on < starts_on:
        raise Refusal("The last day cannot be before the first day.", "ends_on")
    if ends_on < local_today(now):
        raise Refusal("The last day has passed.", "ends_on")
    if not reason.strip():
        raise Refusal("Say why this colleague needs access.", "reason")
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
    """Remove a colleague's access to a cohort at once.

    Raises Refusal when the colleague has no access now or later, and PermissionDenied.
    """
    check_can_plan(by)
    with transaction.atomic():
        cohort = lock_cohort(cohort_id)
        grant = open_grants(cohort, local_today(now)).filter(user=user_id).first()
        if grant is None:
            raise Refusal("This colleague no longer has access to this cohort.")
        grant.ended_at = now
        grant.save(update_fields=["ended_at"])
        record("cohort.end_access", actor=by, target=cohort, now=now, account=user_id)
    return grant


def open_grants(cohort: Cohort, today: dt.date):
    """Return the grants of a cohort that give access on `today` or later, in order of first day."""
    return (
        CohortUserObjectPermission.objects.filter(
            content_object=cohort, ends_on__gte=today, ended_at__isnull=True
        )
        .select_related("user__agency")
        .order_by("starts_on", "pk")
    )
