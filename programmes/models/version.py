"""Versions of a programme: what is delivered, and the eligibility criteria.

Cohorts and eligibility results refer to their version, so a published version is final: saving or
deleting it or its parts raises PublishedVersionError.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from programmes.enums import Mode
from programmes.models.programme import Programme
from programmes.querysets import (
    ProgrammeVersionQuerySet,
    PublishedVersionError,
    VersionPartQuerySet,
)
from referral_portal.accounts.qualifications import Qualification
from referral_portal.common.constraints import one_of


class ProgrammeVersion(models.Model):
    """One version of a programme."""

    programme = models.ForeignKey(
        Programme,
        verbose_name="programme",
        on_delete=models.PROTECT,  # the record of what was delivered stays
        related_name="versions",
    )
    number = models.PositiveSmallIntegerField("version")
    name = models.CharField("name", max_length=100)
    summary = models.CharField("summary", max_length=250)
    how_it_works = models.TextField("how it works")
    who_it_suits = models.TextField("who it suits")
    delivered_by = models.TextField("who delivers it")
    mode = models.CharField("setting", max_length=20, choices=Mode.choices)
    capacity = models.PositiveSmallIntegerField("places in a cohort")
    session_count = models.PositiveSmallIntegerField("number of sessions")
    session_minutes = models.PositiveSmallIntegerField("minutes planned for a session")
    max_minutes = models.PositiveSmallIntegerField(
        "longest session in minutes",
        null=True,
        blank=True,
        help_text="Only where the programme says “up to”.",
    )
    sessions_per_week = models.PositiveSmallIntegerField("sessions a week", default=1)
    facilitators_required = models.PositiveSmallIntegerField("facilitators needed", default=1)
    facilitator_qualifications = models.JSONField(
        "qualifying backgrounds",
        default=list,
        blank=True,
        help_text="One of them is enough.",
    )
    treatment_model = models.CharField("treatment model", max_length=100, blank=True)
    has_plan_note = models.BooleanField(
        "has tailored parts", default=False, help_text="The facilitator keeps a plan note."
    )
    for_heterosexual_relationships = models.BooleanField(
        "about heterosexual relationships", default=False
    )
    men_only = models.BooleanField("for men only", default=False)
    accepts_mandated = models.BooleanField("takes men who must attend", default=False)
    equal_mix = models.BooleanField("equal mix of self-referred and mandated", default=False)
    referral_wait_weeks = models.PositiveSmallIntegerField(
        "weeks without a likely sentence", default=12
    )
    published_at = models.DateTimeField("published", null=True, blank=True, editable=False)
    content_hash = models.CharField("fingerprint", max_length=64, blank=True, editable=False)

    objects = ProgrammeVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "programme version"
        verbose_name_plural = "programme versions"
        ordering = ["programme__position", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"],
                name="programmes_version_number_once",
                violation_error_message="This programme has a version of that number already.",
            ),
            models.UniqueConstraint(
                fields=["programme"],
                condition=Q(published_at__isnull=True),
                name="programmes_version_one_draft",
                violation_error_message="This programme has a draft already. Change that one.",
            ),
            one_of("mode", Mode, name="programmes_version_mode_known"),
            models.CheckConstraint(
                condition=Q(capacity__gte=1, capacity__lte=12),
                name="programmes_version_capacity",
                violation_error_message="A cohort has between 1 and 12 places.",
            ),
            models.CheckConstraint(
                condition=~Q(mode=Mode.ONE_TO_ONE) | Q(capacity=1),
                name="programmes_version_one_to_one_has_one_place",
                violation_error_message="A one-to-one programme has one place.",
            ),
            models.CheckConstraint(
                condition=Q(
                    number__gte=1,
                    session_count__gte=1,
                    session_minutes__gte=1,
                    sessions_per_week__gte=1,
                    facilitators_required__gte=1,
                ),
                name="programmes_version_counts_positive",
                violation_error_message="Version, sessions, minutes and facilitators start at 1.",
            ),
            models.CheckConstraint(
                condition=Q(max_minutes__isnull=True)
                | Q(max_minutes__gte=models.F("session_minutes")),
                name="programmes_version_minutes_in_order",
                violation_error_message="The longest session is shorter than the planned one.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.number}"

    def save(self, *args, **kwargs):
        # This object may be older than the publication, so ask the database.
        if _is_published(self.pk):
            raise PublishedVersionError
        super().save(*args, **kwargs)

    def clean(self):
        known = set(Qualification.values)
        codes = self.facilitator_qualifications
        if not isinstance(codes, list) or not known.issuperset(map(str, codes)):
            raise ValidationError(
                {
                    "facilitator_qualifications": f"Enter a list of codes: {', '.join(sorted(known))}."
                }
            )

    def delete(self, *args, **kwargs):
        if _is_published(self.pk):
            raise PublishedVersionError
        return super().delete(*args, **kwargs)

    @property
    def is_published(self) -> bool:
        """Whether this version is final."""
        return self.published_at is not None

    @property
    def is_group(self) -> bool:
        """Whether participants meet in a group."""
        return self.mode == Mode.GROUP

    @property
    def pathway(self) -> str:
        """The programme's pathway."""
        return self.programme.pathway

    @property
    def session_length(self) -> str:
        """How long a session lasts at the most, in words; empty where no document says it."""
        minutes = self.max_minutes
        if not minutes:
            return ""
        # Half hours are easy to read as hours; other lengths are clearer in minutes.
        words = (
            f"{minutes / 60:g} hours" if minutes > 60 and not minutes % 30 else f"{minutes} minutes"
        )
        return f"up to {words}"


def _is_published(version_id) -> bool:
    return (
        version_id is not None
        and ProgrammeVersion.objects.published_only().filter(pk=version_id).exists()
    )


class VersionPart(models.Model):
    """The base of rows that belong to a version and are final with it."""

    objects = VersionPartQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        self.refuse_published()
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        self.refuse_published()
        return super().delete(*args, **kwargs)

    def refuse_published(self) -> None:
        """Raise PublishedVersionError if its stored or new version is published."""
        stored = type(self).objects.filter(pk=self.pk).values_list("version_id", flat=True)
        if any(_is_published(version) for version in {self.version_id, *stored}):
            raise PublishedVersionError


class SessionPlan(VersionPart):
    """One session of a version."""

    version = models.ForeignKey(
        ProgrammeVersion,
        verbose_name="version",
        on_delete=models.CASCADE,
        related_name="session_plans",
    )
    number = models.PositiveSmallIntegerField("number")
    title = models.CharField("title", max_length=100)
    minutes = models.PositiveSmallIntegerField("minutes")

    class Meta:
        verbose_name = "session plan"
        verbose_name_plural = "session plans"
        ordering = ["version_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "number"],
                name="programmes_session_plan_number_once",
                violation_error_message="This version has a session of that number already.",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1, minutes__gte=1),
                name="programmes_session_plan_counts_positive",
                violation_error_message="Sessions are numbered from 1 and last at least a minute.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


class EligibilityCriterion(VersionPart):
    """One criterion of a version, in words for participants and for agencies."""

    version = models.ForeignKey(
        ProgrammeVersion,
        verbose_name="version",
        on_delete=models.CASCADE,
        related_name="criteria",
    )
    code = models.SlugField("code", max_length=40)
    person_wording = models.TextField("wording for participants")
    agency_wording = models.TextField("wording for agencies")
    position = models.PositiveSmallIntegerField("position", default=0)

    class Meta:
        verbose_name = "eligibility criterion"
        verbose_name_plural = "eligibility criteria"
        ordering = ["version_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "code"],
                name="programmes_criterion_once_per_version",
                violation_error_message="This version has that criterion already.",
            )
        ]

    def __str__(self) -> str:
        return self.code
