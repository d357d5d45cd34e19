"""What one backup service needs to know, from the environment."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from referral_portal import env

SAFEGUARDING = "safeguarding"


class CannotBackUp(Exception):
    """The backup cannot be made or restored; the text says what is wrong."""


@dataclass(frozen=True)
class BackupSettings:
    """The settings of one zone's backup service; times are in seconds."""

    address: str
    recipient: str
    folder: Path  # of the encrypted files, to be copied to another place
    work: Path  # of plain files for a short time, never to be copied
    alive: Path
    is_far_side: bool
    base_every: float
    log_every: float
    keep_days: int
    keep_least: int
    figures: Path | None = None  # of the file for monitoring
    watched: Path | None = None  # on the disk of the database
    measure_every: float = 60.0

    @property
    def connection(self) -> dict[str, str]:
        """The variables by which PostgreSQL's programs connect; a password is in no argument."""
        parts = urlsplit(self.address)
        return {
            "PGHOST": parts.hostname or "",
            "PGPORT": str(parts.port or 5432),
            "PGUSER": unquote(parts.username or ""),
            "PGPASSWORD": unquote(parts.password or ""),
            "PGCONNECT_TIMEOUT": "10",
        }


def read() -> BackupSettings:
    """Return the settings; a missing one stops the start with a sentence."""
    return BackupSettings(
        address=env.text("BACKUP_DATABASE_URL", ""),
        recipient=env.text("BACKUP_RECIPIENT", ""),
        folder=Path(env.text("BACKUP_DIR")),
        work=Path(env.text("BACKUP_WORK_DIR")),
        alive=env.path("VAR_DIR", Path("var")) / "backup.alive",
        is_far_side=env.text("PORTAL_ZONE") == SAFEGUARDING,
        base_every=env.whole("BACKUP_BASE_HOURS", 24) * 3600.0,
        log_every=float(env.whole("BACKUP_LOG_SECONDS", 10)),
        keep_days=env.whole("BACKUP_KEEP_DAYS", 30),
        keep_least=env.whole("BACKUP_KEEP_LEAST", 3),
        figures=_optional(env.text("BACKUP_FIGURES_DIR", "")),
        watched=_optional(env.text("BACKUP_WATCHED_DIR", "")),
        measure_every=float(env.whole("BACKUP_MEASURE_SECONDS", 60)),
    )


def _optional(text: str) -> Path | None:
    return Path(text) if text else None
