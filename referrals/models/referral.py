"""A request for one person to join one programme, with its route and its status.

The answers about the participant are here. Everything about people at risk is in the sealed
envelope: every referral has exactly one, and this side cannot open it. Only `workflow` sets the
status.
"""

import uuid

from django.conf import settings
from django.db import models

from programmes.enums import Pathway
from referral_portal.common.constraints import both_or_neither, one_of
from referral_portal.common.references import new_reference
from referrals.enums import PAUSED, AttendanceBasis, EndingCode, Route, Status
from referrals.models.referral_indexes import INDEXES
from referrals.querysets import NO_SIGN, ReferralQuerySet


class Referral(models.Model):
    """One referral."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField("reference", max_length=12, unique=True, default=new_reference)
    route = models.CharField("route", max_length=10, choices=Route)
    pathway = models.CharField("pathway", max_length=20, choices=Pathway)
    status = models.CharField(
        "status", max_length=30, choices=Status, default=Status.AWAITING_TRIAGE
    )
    participant = models.ForeignKey(
        "referrals.Participant",
        verbose_name="participant",
        on_delete=models.PROTECT,  # a referral without its person means nothing
        related_name="referrals",
    )
    referrer = models.OneToOneField(
        "referrals.Referrer",
        verbose_name="referrer",
        on_delete=models.PROTECT,  # the referrer is part of what was sent
        related_name="referral",
        null=True,
        blank=True,
    )
    envelope = models.OneToOneField(
        "sealing.SealedEnvelope",
        verbose_name="sealed envelope",
        on_delete=models.PROTECT,  # exactly one each, even an empty one
        related_name="+",
        editable=False,
    )
    district = models.ForeignKey(
        "programmes.District",
        verbose_name="district",
        on_delete=models.PROTECT,  # districts are closed, never deleted
        related_name="+",
    )
    programme = models.ForeignKey(
        "programmes.Programme",
        verbose_name="accepted for",
        on_delete=models.PROTECT,  # an accepted programme stays on record
        related_name="+",
        null=True,
        blank=True,
    )
    attendance_basis = models.CharField(
        "attendance basis",
        max_length=20,
        choices=AttendanceBasis,
        default=AttendanceBasis.VOLUNTARY,
    )
    # The non-sealed answers by page and field, as they are now; `Amendment` has what they said before.
    answers = models.JSONField("answers", default=dict)
    # The pages as the sender read them, with the questions of that day and without amendments. Only a
    # redaction takes words out. Null for referrals that are older than this column.
    as_sent = models.JSONField("as it read when it was sent", null=True, editable=False)
    wants_call = models.JSONField("would rather say on the telephone", default=list, blank=True)
    needs_prompt_call = models.BooleanField("call soon about own safety", default=False)
    # The coordinator who filled in a self-referral with the participant on the telephone.
    filled_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="filled in with the participant by",
        on_delete=models.PROTECT,  # the user who asked the questions stays on record
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    # Where the participant works for the police, say: only the people named on it see it.
    is_restricted = models.BooleanField("only named people see it", default=False)
    # The participant's name for searching, here so that an index can sort the queue by it.
    sort_name = models.CharField(
        "name for sorting", max_length=110, blank=True, default="", editable=False
    )
    submitted_at = models.DateTimeField("received at")
    due_on = models.DateField("decision due on")  # the date of `due_at`
    due_at = models.DateTimeField("decision due at")
    # Until it has happened; null also for referrals that are older than these clocks.
    contact_due_at = models.DateTimeField("first contact due at", null=True, blank=True)
    place_due_at = models.DateTimeField("place due at", null=True, blank=True)
    # Only while the participant waits for a place: the moment by which the waiting list is ordered,
    # and until when we speak to the participant again. See `waiting`.
    turn_at = models.DateTimeField("counts as waiting from", null=True, blank=True)
    holding_due_at = models.DateTimeField("contact while waiting due at", null=True, blank=True)
    # The most urgent sign of danger, 1 to 4, and the version of the table that found it; 0 is none.
    danger_level = models.PositiveSmallIntegerField("level of danger", default=NO_SIGN)
    danger_version = models.PositiveSmallIntegerField("version of the danger signs", default=0)
    status_at = models.DateTimeField("in this status since")
    ended_at = models.DateTimeField("ended at", null=True, blank=True)
    ending_code = models.CharField(
        "how it ended", max_length=30, choices=EndingCode, null=True, blank=True
    )
    # The review date of a hold or a suspension; the reviewer only of a suspension.
    review_on = models.DateField("to be reviewed on", null=True, blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="reviewed by",
        on_delete=models.PROTECT,  # the reviewer stays on record
        related_name="+",
        null=True,
        blank=True,
    )
    # The coordinator who works on it. It gives no right: any other coordinator may decide.
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="assigned to",
        on_delete=models.PROTECT,  # the coordinator who had it stays on record
        related_name="+",
        null=True,
        blank=True,
        db_index=False,  # `referral_assigned` is enough
    )
    assigned_at = models.DateTimeField("assigned at", null=True, blank=True)
    # Since when it is set aside with others of a burst; see `setting_aside`.
    set_aside_at = models.DateTimeField("set aside at", null=True, blank=True)
    # Every verb adds one: a form from before the last change is refused.
    version = models.PositiveIntegerField("version", default=1)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = "referral"
        verbose_name_plural = "referrals"
        permissions = [("triage_referral", "Can decide about referrals")]
        constraints = [
            one_of("status", Status, name="referral_status_known"),
            one_of("route", Route, name="referral_route_known"),
            one_of("pathway", Pathway, name="referral_pathway_known"),
            both_or_neither("ended_at", "ending_code", name="referral_ending_whole"),
            both_or_neither("assigned_to", "assigned_at", name="referral_assignment_whole"),
            models.CheckConstraint(
                condition=models.Q(route=Route.AGENCY, referrer__isnull=False)
                | models.Q(route=Route.SELF, referrer__isnull=True),
                name="referral_agency_has_referrer",
                violation_error_message="An agency referral has a referrer, a self-referral none.",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=sorted(PAUSED)) | models.Q(review_on__isnull=False),
                name="referral_pause_has_review",
                violation_error_message="A referral on hold or suspended has a review date.",
            ),
        ]
        indexes = INDEXES

    def __str__(self) -> str:
        return f"Referral {self.reference}"
