"""What a proof prints at its end, and the small file that keeps it.

The file is written only when asked for, and only of a proof that holds: a figure in it was measured,
never typed.
"""

import datetime as dt
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "docs" / "figures"
WRITE = "write"


@dataclass(frozen=True, kw_only=True)
class Figures:
    """One proof: its name, its figure in words, how many were counted, how long it took."""

    name: str
    figure: str
    count: int
    counted: str
    seconds: float
    controls: dict[str, bool]  # each defect put in on purpose, and whether it was caught
    failures: list[str] = field(default_factory=list)
    details: list[str] = field(default_factory=list)  # printed last, a line each

    @property
    def holds(self) -> bool:
        """Whether nothing was found and every control was caught."""
        return not self.failures and bool(self.controls) and all(self.controls.values())

    def as_text(self, *, commit: str, today: dt.date) -> str:
        """Return the lines that are printed and kept."""
        caught = sum(self.controls.values())
        lines = [
            f"{self.name}: {self.figure}",
            f"{self.counted}: {self.count:,}",
            f"time: {self.seconds:.0f} s",
            f"controls caught: {caught} of {len(self.controls)}",
            *(f"  {'caught' if was else 'MISSED'}: {what}" for what, was in self.controls.items()),
            f"date: {today.isoformat()}",
            f"commit: {commit}",
        ]
        failed = [f"FAILED: {failure}" for failure in self.failures]
        return "\n".join([*lines, *failed, *self.details]) + "\n"


def conclude(figures: Figures) -> None:
    """Print the figures, keep them when that was asked for, and fail unless the proof holds."""
    text = figures.as_text(commit=commit(), today=dt.datetime.now(dt.UTC).date())
    sys.stdout.write(f"\n{text}")
    assert figures.holds, f"{figures.name} does not hold; the figures are above."
    if os.environ.get("PROOF_FIGURES") == WRITE:
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / f"{figures.name}.txt").write_text(text)


def commit() -> str:
    """Return the commit the proof ran on, and whether files differed from it."""
    described = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--exclude=*"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return described.stdout.strip() or "unknown"
