"""The backups of this side's database: which openings each holds, and whether its file was checked.

The portal keeps the ciphertext of an envelope until a confirmed backup holds its opening.
"""

from referral_portal.outbox.models import BaseBackup


class Backup(BaseBackup):
    """One base backup of the safeguarding database."""

    class Meta:
        verbose_name = "backup"
        verbose_name_plural = "backups"
