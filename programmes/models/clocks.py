"""How fast each pathway answers a referral, in dated versions, and the days on which it is closed.

A version counts for the forms that arrive from its first day on. What was promised to an earlier
form does not change.
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from programmes.enums import Pathway
from programmes.querysets import ActiveQuerySet, ClockRuleQuerySet
from referral_portal.common.constraints import one_of


class ClockRule(models.Model):
    """The clocks of one pathway from one day on."""

    pathway = models.CharField("pathway", max_length=20, choices=Pathway)
    starts_on = models.DateField("first day")
    contact_working_days = models.PositiveSmallIntegerField(
        "working days to the first two-way contact", validators=[MinValueValidator(1)]
    )
    decision_working_days = models.PositiveSmallIntegerField(
        "working days to the decision",
        validators=[MinValueValidator(1)],
        help_text="A sign of danger that must be read on the same day keeps its own time.",
    )
    place_days = models.PositiveSmallIntegerField(
        "days to the assessment and a place", validators=[MinValueValidator(1)]
    )
    cutoff_hour = models.PositiveSmallIntegerField(
        "cut-off hour",
        validators=[MinValueValidator(1), MaxValueValidator(24)],
        help_text="From this hour on, and on days that are not working days, the days to the "
        "decision are counted from the next working day. 24 means no cut-off.",
    )
    pauses_for_answer = models.BooleanField("pauses while we wait for an answer", default=True)
    pauses_on_hold = models.BooleanField("pauses while a referral is on hold", default=True)

    objects = ClockRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "clock rule"
        verbose_name_plural = "clock rules"
        ordering = ["pathway", "-starts_on"]
        constraints = [
            one_of("pathway", Pathway, name="programmes_clock_pathway_known"),
            models.UniqueConstraint(
                fields=["pathway", "starts_on"],
                name="programmes_clock_once_a_day",
                violation_error_message="This pathway has clock rules from that day already.",
            ),
            models.CheckConstraint(
                condition=Q(
                    contact_working_days__gte=1,
                    decision_working_days__gte=1,
                    place_days__gte=1,
                    cutoff_hour__gte=1,
                    cutoff_hour__lte=24,
                ),
                name="programmes_clock_in_range",
                violation_error_message="Each time is at least 1, and the cut-off hour at most 24.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_pathway_display()} from {self.starts_on:%-d %B %Y}"


class Closure(models.Model):
    """A day on which the service is closed, besides weekends and bank holidays."""

    closed_on = models.DateField("day", unique=True)
    reason = models.CharField("reason", max_length=100)
    is_active = models.BooleanField(
        "closed", default=True, help_text="Clear the box to open the service on this day after all."
    )

    objects = ActiveQuerySet.as_manager()

    class Meta:
        verbose_name = "local closure"
        verbose_name_plural = "local closures"
        ordering = ["-closed_on"]

    def __str__(self) -> str:
        return f"{self.closed_on:%-d %B %Y}"
