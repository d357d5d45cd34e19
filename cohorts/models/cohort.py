"""A cohort of participants in one version of a programme, with its places and sessions.

The number of place rows is the capacity. A one-to-one course is a cohort with one place, and its
sessions are booked one by one for one enrolment. These rows have nothing about the participants.
"""

import uuid

from django.db import models

from cohorts.enums import CURRENT, CohortStatus, SessionStatus, Weekday
from cohorts.querysets import CohortQuerySet, SessionQuerySet
from referral_portal.common.constraints import both_or_neither, in_order, one_of

MOST_PLACES = 12  # the district programme's "up to 12 people at a time", the largest programme


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
        on_delete=models.PROTECT,  # the district stays on record
        related_name="+",
    )
    venue = models.ForeignKey(
        "programmes.Venue",
        verbose_name="venue",
        on_delete=models.PROTECT,  # the district stays on record
        related_name="+",
    )
    funding_period = models.ForeignKey(
        "programmes.FundingPeriod",
        verbose_name="funding period",
        on_delete=models.PROTECT,  # the funding stays on record
        related_name="+",
    )
    # Both are empty when the sessions are booked one by one.
    weekday = models.PositiveSmallIntegerField(
        "day of the week", choices=Weekday, null=True, blank=True
    )
    start_time = models.TimeField("starts at", null=True, blank=True)  # wall clock in Kent
    starts_on = models.DateField("first session on")  # one to one: the first possible day
    status = models.CharField(
        "status", max_length=20, choices=CohortStatus, default=CohortStatus.PLANNED
    )
    cancelled_because = models.CharField("cancelled because", max_length=200, blank=True)
    # A listed cohort is on the public page with its district and month only.
    announced_at = models.DateTimeField("announced at", null=True, blank=True)
    created_at = models.DateTimeField("made at")

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = "cohort"
        verbose_name_plural = "cohorts"
        constraints = [
            one_of("status", CohortStatus, name="cohort_status_known"),
            both_or_neither("weekday", "start_time", name="cohort_slot_whole"),
        ]
        indexes = [
            models.Index(fields=["status", "starts_on", "id"], name="cohort_list"),
            # The current ones, of which the latest are compared with those who wait for a place.
            models.Index(
                fields=["starts_on", "id"],
                include=["programme_version"],
                condition=models.Q(status__in=CURRENT),
                name="cohort_current",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_single(self) -> bool:
        """Return whether its sessions are booked one by one."""
        return not self.programme_version.is_group

    @property
    def meets(self) -> str:
        """Return the weekly slot in words."""
        if self.start_time is None:
            return "Times agreed one by one"
        return f"{Weekday(self.weekday).label}s at {self.start_time:%H:%M}"


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
    """One dated session of a cohort, or of one participant in it.

    `number` is unique in the cohort. `plan_number` is the session of the programme that it
    delivers: a session that was missed, cancelled or moved has a later row with the same one.
    """

    cohort = models.ForeignKey(
        Cohort,
        verbose_name="cohort",
        on_delete=models.PROTECT,  # its registers stay on record
        related_name="sessions",
    )
    number = models.PositiveSmallIntegerField("number")
    plan_number = models.PositiveSmallIntegerField("session of the plan")
    title = models.CharField("title", max_length=120)
    enrolment = models.ForeignKey(
        "cohorts.Enrolment",
        verbose_name="for one person alone",
        on_delete=models.PROTECT,  # its registers stay on record
        related_name="single_sessions",
        null=True,
        blank=True,
    )
    is_catch_up = models.BooleanField("catches up a missed session", default=False)
    starts_at = models.DateTimeField("starts at", db_index=True)
    ends_at = models.DateTimeField("ends at")
    status = models.CharField(
        "status", max_length=20, choices=SessionStatus, default=SessionStatus.PLANNED
    )
    cancelled_because = models.CharField("cancelled because", max_length=200, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = "session"
        verbose_name_plural = "sessions"
        constraints = [
            models.UniqueConstraint(fields=["cohort", "number"], name="session_number_once"),
            one_of("status", SessionStatus, name="session_status_known"),
            in_order("starts_at", "ends_at", name="session_ends_after_start"),
            models.UniqueConstraint(
                fields=["enrolment", "plan_number"],
                condition=models.Q(status=SessionStatus.PLANNED),
                name="session_booked_once",
                violation_error_message="This session is booked already.",
            ),
            models.CheckConstraint(
                condition=models.Q(is_catch_up=False) | models.Q(enrolment__isnull=False),
                name="catch_up_is_for_one_person",
                violation_error_message="A catch-up is for one person.",
            ),
        ]

    def __str__(self) -> str:
        return f"Session {self.plan_number}"

    @property
    def topic(self) -> str:
        """The title, or an empty text where the title is only the number."""
        return "" if self.title == str(self) else self.title
