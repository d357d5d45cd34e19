"""The cases and alerts that a link worker may open.

Their own cases, cases without a link worker, cases of a link worker for whom they cover, and cases
they were given access to; the manager may open every case. A blocked colleague, manager or not, sees
nothing of the case. `visible_to` is the only way in which a page reaches a row.
"""

from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q, Subquery
from django.utils import timezone

WORKLIST_ORDER = ("level", "raised_at", "id")
MANY = 500  # cases without a link worker
CASE_ORDER = ("level", "urgency", "raised_at", "id")


def may_open(worker, *, case: str, owner: str) -> Q:
    """Return the condition on a case, named by the fields `case` and `owner`, for `worker`."""
    blocked = worker.exclusions.filter(ended_at__isnull=True).values("case")
    allowed = ~Q(**{f"{case}__in": blocked})
    if worker.is_manager:
        return allowed
    given = worker.access_requests.filter(expires_at__gt=timezone.now()).values("case")
    covered = worker.covers.running().values("covered")
    own = Q(**{owner: worker}) | Q(**{f"{owner}__isnull": True}) | Q(**{f"{owner}__in": covered})
    return allowed & (own | Q(**{f"{case}__in": given}))


class CoverQuerySet(models.QuerySet):
    """Covers."""

    def running(self) -> "CoverQuerySet":
        """Return the covers that have begun and have not ended."""
        now = timezone.now()
        return self.filter(starts_at__lte=now, ends_at__gt=now, ended_at__isnull=True)


class CaseQuerySet(models.QuerySet):
    """Cases."""

    def visible_to(self, worker) -> "CaseQuerySet":
        """Return the cases that `worker` may open."""
        return self.filter(may_open(worker, case="pk", owner="owner"))

    def saying_what_is_there(self) -> "CaseQuerySet":
        """Return cases that say what their page has to read: notes, concerns, answers handed back."""
        rows = {
            f"has_{name}": Exists(
                self.model._meta.get_field(name).related_model.objects.filter(case=OuterRef("pk"))
            )
            for name in ("sealed_notes", "concerns", "handbacks")
        }
        return self.annotate(**rows)


class AlertQuerySet(models.QuerySet):
    """Alerts."""

    def visible_to(self, worker) -> "AlertQuerySet":
        """Return the alerts of the cases that `worker` may open."""
        return self.filter(may_open(worker, case="case", owner="case__owner"))

    def in_parts(self, worker) -> "list[AlertQuerySet]":
        """Return these alerts, visible to `worker`, in parts with a short way to their rows each.

        As one query, the database would look through the alerts of every link worker for theirs.
        """
        if worker.is_manager:
            return [self]
        given = worker.access_requests.filter(expires_at__gt=timezone.now()).values("case")
        others = self.filter(case__in=given, case__owner__isnull=False)
        covered = list(worker.covers.running().values_list("covered", flat=True).distinct())
        return [
            self.filter(case__owner=worker),
            self._of_untaken_cases(),
            others.exclude(case__owner__in=[worker.pk, *covered]),
            *([self.filter(case__owner__in=covered)] if covered else []),
        ]

    def _of_untaken_cases(self) -> "AlertQuerySet":
        """Return the alerts of cases without a link worker: by case, or when these are many, in order.

        The database would guess wrong how many there are, and read all of them.
        """
        cases = self.model._meta.get_field("case").related_model.objects
        untaken = Q(owner__isnull=True)
        few = list(cases.filter(untaken).values_list("pk", flat=True)[: MANY + 1])
        if len(few) <= MANY:
            return self.filter(case__in=few, case__owner__isnull=True)
        is_untaken = ExpressionWrapper(untaken, models.BooleanField())
        of_alert = cases.filter(pk=OuterRef("case")).annotate(is_untaken=is_untaken)
        return self.filter(Subquery(of_alert.values("is_untaken")))

    def on_worklist_of(self, worker) -> "list[AlertQuerySet]":
        """Return those that the worklist of `worker` shows, of alerts visible to `worker`, in parts.

        Without the contents of the cases, which are long and are not shown.
        """
        alerts = self.waiting().select_related("case__owner", "override__by")
        return alerts.defer("case__contents").in_parts(worker)

    def waiting(self) -> "AlertQuerySet":
        """Return the alerts still to be dealt with, by danger, then the oldest first."""
        waiting = self.filter(handled_at__isnull=True).select_related("override__by")
        return waiting.order_by(*WORKLIST_ORDER)
