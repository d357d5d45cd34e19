"""A cohort: people going through one version of one programme together, its places, its sessions.

Capacity is the number of place rows, made with the cohort. A one-to-one course is a cohort of one
place. Nothing about the people in it stands in these rows.
"""

import uuid

from django.db import models

from cohorts.enums import CohortStatus, SessionStatus, Weekday
from cohorts.querysets import CohortQuerySet
from referral_portal.common.constraints import in_order, one_of

MOST_PLACES = 12  # the district programme's "up to 12 people at a time", the largest there is


class Cohort(models.Model):
    """One cohort."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("name", max_length=60, unique=True)
    programme_version = models.ForeignKey(
        "programmes.ProgrammeVersion",
        verbose_name="programme",
        on_delete=models.PROTECT,  # a cohort keeps the version it started with
        related_name="+",
    )
    district = models.ForeignKey(
        "programmes.District",
        verbose_name="district",
        on_delete=models.PROTECT,  # where it ran stays on record
        related_name="+",
    )
    venue = models.ForeignKey(
        "programmes.Venue",
        verbose_name="venue",
        on_delete=models.PROTECT,  # where it ran stays on record
        related_name="+",
    )
    funding_period = models.ForeignKey(
        "programmes.FundingPeriod",
        verbose_name="funding period",
        on_delete=models.PROTECT,  # who paid stays on record
        related_name="+",
    )
    weekday = models.PositiveSmallIntegerField("day of the week", choices=Weekday)
    start_time = models.TimeField("starts at")  # wall clock in Kent
    starts_on = models.DateField("first session on")
    status = models.CharField(
        "status", max_length=20, choices=CohortStatus, default=CohortStatus.PLANNED
    )
    cancelled_because = models.CharField("cancelled because", max_length=200, blank=True)
    # The public page then shows its district and month, and nothing else of it.
    announced_at = models.DateTimeField("announced at", null=True, blank=True)
    created_at = models.DateTimeField("made at")

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = "cohort"
        verbose_name_plural = "cohorts"
        permissions = [("allocate_place", "Can give places from the waiting list")]
        constraints = [one_of("status", CohortStatus, name="cohort_status_known")]
        indexes = [models.Index(fields=["status", "starts_on", "id"], name="cohort_list")]

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """One place in one cohort."""

    cohort = models.ForeignKey(
        Cohort,
        verbose_name="cohort",
        on_delete=models.PROTECT,  # a place that was taken stays on record
        related_name="places",
    )
    number = models.PositiveSmallIntegerField("number")

    class Meta:
        verbose_name = "place"
        verbose_name_plural = "places"
        constraints = [
            models.UniqueConstraint(fields=["cohort", "number"], name="place_number_once"),
            models.CheckConstraint(
                condition=models.Q(number__gte=1, number__lte=MOST_PLACES),
                name="place_number_in_range",
                violation_error_message="No programme here has more than 12 places.",
            ),
        ]

    def __str__(self) -> str:
        return f"Place {self.number}"


class Session(models.Model):
    """One dated meeting of a cohort."""

    cohort = models.ForeignKey(
        Cohort,
        verbose_name="cohort",
        on_delete=models.PROTECT,  # registers hang on it
        related_name="sessions",
    )
    number = models.PositiveSmallIntegerField("number")
    title = models.CharField("title", max_length=120)
    starts_at = models.DateTimeField("starts at", db_index=True)
    ends_at = models.DateTimeField("ends at")
    status = models.CharField(
        "status", max_length=20, choices=SessionStatus, default=SessionStatus.PLANNED
    )
    cancelled_because = models.CharField("cancelled because", max_length=200, blank=True)

    class Meta:
        verbose_name = "session"
        verbose_name_plural = "sessions"
        constraints = [
            models.UniqueConstraint(fields=["cohort", "number"], name="session_number_once"),
            one_of("status", SessionStatus, name="session_status_known"),
            in_order("starts_at", "ends_at", name="session_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"Session {self.number}"

    @property
    def topic(self) -> str:
        """The title, where it says more than the number; else empty."""
        return "" if self.title == str(self) else self.title
