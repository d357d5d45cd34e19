"""Which cases and alerts a link worker sees: their own, those nobody has taken, those opened to them.

The manager sees all; nobody sees a case that is closed to them. `visible_to` is the only way a page
reaches a row.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone

WORKLIST_ORDER = ("urgency", "raised_at", "id")


def may_open(worker, *, case: str, owner: str) -> Q:
    """Return the condition on a case, named by the fields `case` and `owner`, for `worker`."""
    closed = worker.exclusions.filter(ended_at__isnull=True).values("case")
    allowed = ~Q(**{f"{case}__in": closed})
    if worker.is_manager:
        return allowed
    opened = worker.openings.filter(expires_at__gt=timezone.now()).values("case")
    own = Q(**{owner: worker}) | Q(**{f"{owner}__isnull": True})
    return allowed & (own | Q(**{f"{case}__in": opened}))


class CaseQuerySet(models.QuerySet):
    """Cases."""

    def visible_to(self, worker) -> "CaseQuerySet":
        """Return the cases `worker` may open."""
        return self.filter(may_open(worker, case="pk", owner="owner"))


class AlertQuerySet(models.QuerySet):
    """What waits on the worklist."""

    def visible_to(self, worker) -> "AlertQuerySet":
        """Return the alerts of the cases `worker` may open."""
        return self.filter(may_open(worker, case="case", owner="case__owner"))

    def waiting(self) -> "AlertQuerySet":
        """Return alerts that nobody has handled, the most urgent first, then the oldest."""
        return self.filter(handled_at__isnull=True).order_by(*WORKLIST_ORDER)
