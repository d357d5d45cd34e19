"""Which cohorts an account may see.

Coordinators and managers see all; a facilitator the cohorts they deliver; a co-facilitator from
another agency those of a dated grant, while it runs. No decision lives here.
"""

import datetime as dt

from django.db import models
from django.db.models import Q
from guardian.shortcuts import get_objects_for_user

from referral_portal.accounts.roles import Role

SEES_ALL = (Role.COORDINATOR, Role.MANAGER)
DELIVERS = (Role.FACILITATOR, Role.CO_FACILITATOR)


class CohortQuerySet(models.QuerySet):
    """Cohorts."""

    def visible_to(self, user, today: dt.date) -> "CohortQuerySet":
        """Return the cohorts `user` may open on `today`."""
        if user.has_role(*SEES_ALL):
            return self
        if not user.has_role(*DELIVERS):
            return self.none()
        delivered = Q(staffing__user=user, staffing__starts_on__lte=today) & (
            Q(staffing__ends_on__isnull=True) | Q(staffing__ends_on__gte=today)
        )
        granted = get_objects_for_user(
            user, "cohorts.view_cohort", self.model, accept_global_perms=False, with_superuser=False
        ).filter(
            cohortuserobjectpermission__user=user,
            cohortuserobjectpermission__starts_on__lte=today,
            cohortuserobjectpermission__ends_on__gte=today,
        )
        return self.filter(
            Q(pk__in=self.model.objects.filter(delivered).values("pk"))
            | Q(pk__in=granted.values("pk"))
        )
