"""The districts of Kent and Medway, and the venues in them.

A venue is a public room, never a home.
"""

from django.db import models

from programmes.querysets import ActiveQuerySet


class District(models.Model):
    """One of the twelve districts of Kent, or Medway."""

    code = models.SlugField("code", max_length=40, unique=True)
    name = models.CharField("name", max_length=60, unique=True)
    is_active = models.BooleanField("active", default=True)

    objects = ActiveQuerySet.as_manager()

    class Meta:
        verbose_name = "district"
        verbose_name_plural = "districts"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Venue(models.Model):
    """A room in which sessions are held."""

    district = models.ForeignKey(
        District,
        verbose_name="district",
        on_delete=models.PROTECT,  # past sessions took place there
        related_name="venues",
    )
    name = models.CharField("name", max_length=100)
    address_line_1 = models.CharField("address line 1", max_length=100)
    address_line_2 = models.CharField("address line 2", max_length=100, blank=True)
    town = models.CharField("town", max_length=60)
    postcode = models.CharField("postcode", max_length=8)
    is_active = models.BooleanField("active", default=True)
    is_demo = models.BooleanField(
        "invented for demonstration", default=False, help_text="This venue does not exist."
    )

    objects = ActiveQuerySet.as_manager()

    class Meta:
        verbose_name = "venue"
        verbose_name_plural = "venues"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "name"],
                name="programmes_venue_once_per_district",
                violation_error_message="This district has a venue of that name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """The address on one line."""
        lines = [self.address_line_1, self.address_line_2, self.town, self.postcode]
        return ", ".join(line for line in lines if line)
