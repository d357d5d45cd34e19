"""A participant's place in a cohort, and the marks of the register.

The database refuses a second active enrolment on a place, of a referral, and of a person. A mark is
written once. A correction is another mark with a reason, and the first mark stays.
"""

import uuid

from django.conf import settings
from django.db import models

from cohorts.enums import Mark
from cohorts.querysets import EnrolmentQuerySet
from referral_portal.common.constraints import both_or_neither, one_of
from referral_portal.common.models import Immutable
from referrals.enums import EndingCode


class Enrolment(models.Model):
    """One referral on one place."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    place = models.ForeignKey(
        "cohorts.Place",
        verbose_name="place",
        on_delete=models.PROTECT,  # the place stays on record
        related_name="enrolments",
    )
    referral = models.ForeignKey(
        "referrals.Referral",
        verbose_name="referral",
        on_delete=models.PROTECT,  # a place without its referral means nothing
        related_name="+",
    )
    # The person of the referral's participant. A coordinator's answer about two participants sets it
    # anew, even for enrolments that have ended.
    person = models.ForeignKey(
        "referrals.Person",
        verbose_name="person",
        on_delete=models.PROTECT,  # a place without a human means nothing
        related_name="+",
    )
    started_at = models.DateTimeField("place given at")
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="place given by",
        on_delete=models.PROTECT,  # the coordinator stays on record
        related_name="+",
    )
    ended_at = models.DateTimeField("ended at", null=True, blank=True)
    ending_code = models.CharField(
        "how it ended", max_length=30, choices=EndingCode, null=True, blank=True
    )
    plan_note = models.TextField("what is tailored", max_length=2000, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = "enrolment"
        verbose_name_plural = "enrolments"
        constraints = [
            models.UniqueConstraint(
                fields=["place"],
                condition=models.Q(ended_at__isnull=True),
                name="one_active_per_place",
                violation_error_message="This place is taken.",
            ),
            models.UniqueConstraint(
                fields=["referral"],
                condition=models.Q(ended_at__isnull=True),
                name="one_active_per_referral",
                violation_error_message="This person already has a place.",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(ended_at__isnull=True),
                name="one_active_per_person",
                violation_error_message="This person already has a place.",
            ),
            both_or_neither("ended_at", "ending_code", name="enrolment_ending_whole"),
        ]

    def __str__(self) -> str:
        return f"Enrolment {str(self.pk)[:8]}"


class Attendance(Immutable):
    """One mark of one person in one session; the highest number counts."""

    session = models.ForeignKey(
        "cohorts.Session",
        verbose_name="session",
        on_delete=models.PROTECT,  # marks stay on record
        related_name="marks",
    )
    enrolment = models.ForeignKey(
        Enrolment,
        verbose_name="enrolment",
        on_delete=models.PROTECT,  # marks stay on record
        related_name="marks",
    )
    number = models.PositiveSmallIntegerField("number", default=1)
    mark = models.CharField("mark", max_length=20, choices=Mark)
    reason = models.CharField("why it was corrected", max_length=300, blank=True)
    at = models.DateTimeField("marked at", db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="marked by",
        on_delete=models.PROTECT,  # the user who marked stays on record
        related_name="+",
    )

    class Meta:
        verbose_name = "attendance"
        verbose_name_plural = "attendance"
        constraints = [
            models.UniqueConstraint(
                fields=["session", "enrolment", "number"], name="attendance_number_once"
            ),
            one_of("mark", Mark, name="attendance_mark_known"),
            models.CheckConstraint(
                condition=models.Q(number=1) | ~models.Q(reason=""),
                name="attendance_correction_reasoned",
                violation_error_message="Say why the mark is corrected.",
            ),
        ]

    def __str__(self) -> str:
        return f"Attendance {self.pk}"
