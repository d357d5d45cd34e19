"""How often something came in an hour, without a trace of who sent it."""

from django.db import models


class FloodCount(models.Model):
    """One counter of an hour or a day, with a digest as its key."""

    key = models.CharField("digest", max_length=64, primary_key=True)
    count = models.PositiveIntegerField("count")
    ends_at = models.DateTimeField("ends at", db_index=True)

    class Meta:
        verbose_name = "flood counter"
        verbose_name_plural = "flood counters"

    def __str__(self) -> str:
        return "Flood counter"
