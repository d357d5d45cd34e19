"""Whether this installation keeps backups, and how deploy/backup makes and keeps them."""

from referral_portal import env
from referral_portal.settings_zone import SECURE

# With backups, the portal keeps the ciphertext of an envelope until a confirmed backup of the other side
# holds its content. On by default in production only: a demonstration has no backups, and would otherwise
# keep every ciphertext for good.
KEEPS_BACKUPS = env.flag("KEEPS_BACKUPS", default=SECURE)
# /readyz of the releasing side is amber when its newest confirmed backup is older.
READY_BACKUP_HOURS = env.whole("READY_BACKUP_HOURS", 48)
# After a restore, running numbers go on so far above the last one of the backup. It must be more than
# any table can have got between the backup and the restore.
RESTORE_NUMBER_GAP = env.whole("RESTORE_NUMBER_GAP", 1_000_000)
