"""Which cases and alerts a link worker sees: their own and those nobody has taken.

The manager sees all. `visible_to` is the only way a page reaches a row.
"""

from django.db import models
from django.db.models import Q


class CaseQuerySet(models.QuerySet):
    """Cases."""

    def visible_to(self, worker) -> "CaseQuerySet":
        """Return the cases `worker` may open."""
        if worker.is_manager:
            return self
        return self.filter(Q(owner=worker) | Q(owner__isnull=True))


class AlertQuerySet(models.QuerySet):
    """What waits on the worklist."""

    def visible_to(self, worker) -> "AlertQuerySet":
        """Return the alerts of the cases `worker` may open."""
        if worker.is_manager:
            return self
        return self.filter(Q(case__owner=worker) | Q(case__owner__isnull=True))

    def waiting(self) -> "AlertQuerySet":
        """Return alerts that nobody has handled, the most urgent first, then the oldest."""
        return self.filter(handled_at__isnull=True).order_by("urgency", "raised_at", "pk")

    def after(self, alert) -> "AlertQuerySet":
        """Return what comes after `alert` in that order."""
        return self.filter(
            Q(urgency__gt=alert.urgency)
            | Q(urgency=alert.urgency, raised_at__gt=alert.raised_at)
            | Q(urgency=alert.urgency, raised_at=alert.raised_at, pk__gt=alert.pk)
        )
