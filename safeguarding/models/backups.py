"""The backups of this side's database: which openings each holds, and whether its file was checked.

The portal keeps the ciphertext of an envelope until a confirmed backup holds its opening.
"""

from django.db import models


class Backup(models.Model):
    """One base backup; deploy/backup writes it, with a database role of its own."""

    started_at = models.DateTimeField("started at")
    # Set when the written file had been read back and was right; until then it counts for nothing.
    confirmed_at = models.DateTimeField("confirmed at", null=True, blank=True)

    class Meta:
        verbose_name = "backup"
        verbose_name_plural = "backups"

    def __str__(self) -> str:
        return f"Backup {self.pk}"
