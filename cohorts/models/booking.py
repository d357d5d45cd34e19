"""Bookings: the facilitators and the venue that a session needs.

PostgreSQL refuses two overlapping bookings of one facilitator or venue with an exclusion
constraint. SQLite cannot, so there only the verbs prevent them. Participants have no bookings:
their enrolments say which sessions they attend.
"""

from django.db import models

from cohorts.enums import ResourceKind
from referral_portal.common.constraints import in_order, one_of


class Booking(models.Model):
    """One facilitator or one venue, booked for one session."""

    kind = models.CharField("what is booked", max_length=20, choices=ResourceKind)
    resource_id = models.BigIntegerField("account or venue")
    session = models.ForeignKey(
        "cohorts.Session",
        verbose_name="session",
        on_delete=models.CASCADE,  # a booking means nothing without its session
        related_name="bookings",
    )
    starts_at = models.DateTimeField("from")
    ends_at = models.DateTimeField("until")

    class Meta:
        verbose_name = "booking"
        verbose_name_plural = "bookings"
        constraints = [
            models.UniqueConstraint(fields=["kind", "resource_id", "session"], name="booking_once"),
            one_of("kind", ResourceKind, name="booking_kind_known"),
            in_order("starts_at", "ends_at", name="booking_in_order"),
        ]
        indexes = [
            models.Index(fields=["kind", "resource_id", "starts_at"], name="booking_diary"),
        ]

    def __str__(self) -> str:
        return f"Booking {self.pk}"
