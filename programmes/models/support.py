"""Partner agencies, and the periods for which the programmes are funded."""

from django.db import models

from programmes.querysets import FundingPeriodQuerySet
from referral_portal.common.constraints import in_order


class Partner(models.Model):
    """An agency that takes part in the scheme."""

    code = models.SlugField("code", max_length=40, unique=True)
    name = models.CharField("name", max_length=120, unique=True)
    is_core_team = models.BooleanField(
        "in the core team",
        default=False,
        help_text="Named in the information sharing that a participant agrees to.",
    )
    # The sharing agreement names partners in this order.
    position = models.PositiveSmallIntegerField("position", default=0)

    class Meta:
        verbose_name = "partner"
        verbose_name_plural = "partners"
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class FundingPeriod(models.Model):
    """A period for which delivery is funded.

    Sessions must end within it.
    """

    name = models.CharField("name", max_length=100, unique=True)
    funder = models.ForeignKey(
        Partner,
        verbose_name="funder",
        on_delete=models.PROTECT,  # the record of who paid stays
        related_name="+",
    )
    through = models.ForeignKey(
        Partner,
        verbose_name="paid through",
        on_delete=models.PROTECT,  # as above
        related_name="+",
        null=True,
        blank=True,
    )
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day")
    is_demo = models.BooleanField(
        "invented for demonstration", default=False, help_text="This funding is invented."
    )

    objects = FundingPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "funding period"
        verbose_name_plural = "funding periods"
        ordering = ["starts_on"]
        constraints = [in_order("starts_on", "ends_on", name="programmes_funding_in_order")]

    def __str__(self) -> str:
        return self.name
