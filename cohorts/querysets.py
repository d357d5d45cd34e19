"""Limit cohorts, sessions and enrolments to those that a user may see.

Coordinators and managers see all cohorts. Facilitators see the cohorts they deliver. A colleague
with access, such as a co-facilitator from another agency, sees that cohort until the last day.
"""

import datetime as dt

from django.db import models
from django.db.models import Count, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from referral_portal.accounts.roles import Role
from referral_portal.common.by_row import ByRow

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
        grants = self.model._meta.get_field("cohortuserobjectpermission").related_model.objects
        granted = grants.filter(
            user=user.pk,
            permission__codename="view_cohort",
            permission__content_type__app_label="cohorts",
            starts_on__lte=today,
            ends_on__gte=today,
            ended_at__isnull=True,
        ).values("content_object")
        if not user.has_role(Role.FACILITATOR):
            # Not a facilitator, or no longer one: old staffing gives no access.
            return self.filter(pk__in=granted)
        delivered = Q(staffing__user=user.pk, staffing__starts_on__lte=today) & (
            Q(staffing__ends_on__isnull=True) | Q(staffing__ends_on__gte=today)
        )
        return self.filter(
            Q(pk__in=self.model.objects.filter(delivered).values("pk")) | Q(pk__in=granted)
        )

    def with_figures(self, now: dt.datetime) -> "CohortQuerySet":
        """Return cohorts with `places_total`, `places_taken` and `next_at`, in one query."""
        sessions = self.model._meta.get_field("sessions").related_model.objects
        to_come = sessions.filter(cohort=OuterRef("pk"), ends_at__gt=now).exclude(
            status="cancelled"
        )
        related = ("programme_version__programme", "district", "venue")
        return (
            self.select_related(*related)
            .with_places()
            .annotate(
                next_at=Subquery(
                    to_come.order_by().values("cohort").annotate(at=Min("starts_at")).values("at")
                ),
            )
        )

    def with_places(self) -> "CohortQuerySet":
        """Return cohorts with `places_total` and `places_taken`."""
        here = self._places_here().order_by().values("cohort")
        taken = here.filter(enrolments__isnull=False, enrolments__ended_at__isnull=True)
        return self.annotate(
            places_total=Coalesce(Subquery(here.annotate(n=Count("pk")).values("n")), 0),
            places_taken=Coalesce(Subquery(taken.annotate(n=Count("pk")).values("n")), 0),
        )

    def with_a_free_place(self) -> "CohortQuerySet":
        """Return the cohorts of which nobody has one of the places; counts none of them."""
        places = self._places_here()
        taken = places.model._meta.get_field("enrolments").related_model.objects.active()
        return self.filter(ByRow(places.filter(~ByRow(taken.filter(place=OuterRef("pk"))))))

    def _places_here(self) -> models.QuerySet:
        """Return the places of the cohort of each row."""
        places = self.model._meta.get_field("places").related_model.objects
        return places.filter(cohort=OuterRef("pk"))


class SessionQuerySet(models.QuerySet):
    """Sessions."""

    def live(self) -> "SessionQuerySet":
        """Return the sessions that are not cancelled."""
        return self.exclude(status="cancelled")

    def of_person(self, enrolment_id) -> "SessionQuerySet":
        """Return the sessions of the whole group, and those of this participant alone."""
        return self.filter(Q(enrolment__isnull=True) | Q(enrolment=enrolment_id))


class EnrolmentQuerySet(models.QuerySet):
    """Enrolments."""

    def active(self) -> "EnrolmentQuerySet":
        """Return the enrolments that have not ended."""
        return self.filter(ended_at__isnull=True)

    def visible_to(self, user, today: dt.date) -> "EnrolmentQuerySet":
        """Return the enrolments in cohorts that `user` may open on `today`.

        Those of a restricted referral only where it names `user`.
        """
        seen = self.open_to(user)
        if user.has_role(*SEES_ALL):
            return seen
        place = self.model._meta.get_field("place").related_model
        cohort = place._meta.get_field("cohort").related_model
        return seen.filter(place__cohort__in=cohort.objects.visible_to(user, today))

    def open_to(self, user) -> "EnrolmentQuerySet":
        """Return these without those of restricted referrals that do not name `user`."""
        referrals = self.model._meta.get_field("referral").related_model.objects
        return self.filter(~referrals.hides(user, "referral"))

    def with_people(self) -> "EnrolmentQuerySet":
        """Return enrolments with place, cohort and participant, in order of place."""
        return self.select_related(
            "place__cohort__programme_version",
            "referral__participant",
            "referral__referrer",
            "referral__reviewer",
        ).order_by("place__number", "started_at", "pk")
