"""The cases and alerts that a link worker may open.

Their own cases, cases without a link worker, and cases they were given access to; the manager may
open every case. A blocked colleague, manager or not, sees nothing of the case. `visible_to` is the
only way in which a page reaches a row.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone

WORKLIST_ORDER = ("urgency", "raised_at", "id")


def may_open(worker, *, case: str, owner: str) -> Q:
    """Return the condition on a case, named by the fields `case` and `owner`, for `worker`."""
    blocked = worker.exclusions.filter(ended_at__isnull=True).values("case")
    allowed = ~Q(**{f"{case}__in": blocked})
    if worker.is_manager:
        return allowed
    given = worker.access_requests.filter(expires_at__gt=timezone.now()).values("case")
    own = Q(**{owner: worker}) | Q(**{f"{owner}__isnull": True})
    return allowed & (own | Q(**{f"{case}__in": given}))


class CaseQuerySet(models.QuerySet):
    """Cases."""

    def visible_to(self, worker) -> "CaseQuerySet":
        """Return the cases that `worker` may open."""
        return self.filter(may_open(worker, case="pk", owner="owner"))


class AlertQuerySet(models.QuerySet):
    """Alerts."""

    def visible_to(self, worker) -> "AlertQuerySet":
        """Return the alerts of the cases that `worker` may open."""
        return self.filter(may_open(worker, case="case", owner="case__owner"))

    def waiting(self) -> "AlertQuerySet":
        """Return the alerts still to be dealt with, the most urgent first, then the oldest."""
        waiting = self.filter(handled_at__isnull=True).select_related("override__by")
        return waiting.order_by(*WORKLIST_ORDER)
