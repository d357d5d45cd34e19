"""Programmes, their partners and the districts in which they were rolled out.

The versions of a programme say what is delivered, to whom and how often.
"""

from django.db import models

from programmes.enums import Pathway
from programmes.models.places import District
from programmes.models.support import Partner
from programmes.querysets import ActiveQuerySet
from referral_portal.common.constraints import one_of


class Programme(models.Model):
    """One programme of the scheme."""

    code = models.SlugField("code", max_length=40, unique=True)
    pathway = models.CharField("pathway", max_length=20, choices=Pathway.choices)
    position = models.PositiveSmallIntegerField("position in lists", default=0)
    is_active = models.BooleanField("on offer", default=True)
    partners = models.ManyToManyField(
        Partner, verbose_name="partners", through="ProgrammePartner", related_name="programmes"
    )
    # The announcement of 2016 gives this number. We cannot be reached there, so no page shows it.
    historic_phone = models.CharField(
        "phone number in the first announcement",
        max_length=20,
        blank=True,
        help_text="History only. No page shows it as a way to reach us.",
    )

    objects = ActiveQuerySet.as_manager()

    class Meta:
        verbose_name = "programme"
        verbose_name_plural = "programmes"
        ordering = ["position", "code"]
        constraints = [one_of("pathway", Pathway, name="programmes_programme_pathway_known")]

    def __str__(self) -> str:
        return self.code


class ProgrammePartner(models.Model):
    """What one partner does for one programme."""

    programme = models.ForeignKey(
        Programme, verbose_name="programme", on_delete=models.CASCADE, related_name="partnerships"
    )
    partner = models.ForeignKey(
        Partner,
        verbose_name="partner",
        on_delete=models.PROTECT,  # a partner in use is renamed, not removed
        related_name="partnerships",
    )
    role = models.CharField("role", max_length=120)

    class Meta:
        verbose_name = "partner of a programme"
        verbose_name_plural = "partners of a programme"
        ordering = ["partner__position", "partner__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "partner"],
                name="programmes_partner_once_per_programme",
                violation_error_message="This partner is listed already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.partner}: {self.role}"


class RollOut(models.Model):
    """A group of a programme announced for a district."""

    programme = models.ForeignKey(
        Programme, verbose_name="programme", on_delete=models.CASCADE, related_name="roll_outs"
    )
    district = models.ForeignKey(
        District,
        verbose_name="district",
        on_delete=models.PROTECT,  # the record of where it ran stays
        related_name="roll_outs",
    )
    label = models.CharField("label", max_length=60)
    starts_on = models.DateField(
        "first month", null=True, blank=True, help_text="Enter the first day of that month."
    )
    finishes = models.CharField("end, in words", max_length=60, blank=True)
    is_historic = models.BooleanField("historic", default=False)

    class Meta:
        verbose_name = "roll-out"
        verbose_name_plural = "roll-outs"
        ordering = [models.F("starts_on").asc(nulls_first=True), "district__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "district", "label"],
                name="programmes_roll_out_once",
                violation_error_message="This roll-out is listed already.",
            ),
            models.CheckConstraint(
                condition=models.Q(starts_on__isnull=True) | models.Q(starts_on__day=1),
                name="programmes_roll_out_starts_with_month",
                violation_error_message="Give the first day of the month.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme}: {self.label}, {self.district}"

    @property
    def in_words(self) -> str:
        """District, label and dates in one line, such as "Maidstone: first group, from May 2027"."""
        parts = [f"{self.district.name}: {self.label[:1].lower()}{self.label[1:]}"]
        if self.starts_on:
            parts.append(f"from {self.starts_on:%B %Y}")
        if self.finishes:
            parts.append(f"until {self.finishes}")
        return ", ".join(parts)
