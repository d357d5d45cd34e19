"""Paths, printing and child processes that every command shares.

It uses the standard library only, and knows neither Django nor any command.
"""

import hashlib
import os
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# ./dev run puts everything it makes here; another folder is another demonstration.
VAR = Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve()
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


class Stop(Exception):
    """A problem that the developer can fix; its text is the whole message."""


def say(text: str) -> None:
    """Print one line of progress at once, even if the output is a file."""
    print(text, flush=True)


def clean_environment(**extra: str) -> dict[str, str]:
    """Return our environment without variables that select another Python or other settings."""
    dropped = {"VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH", "DJANGO_SETTINGS_MODULE"}
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return kept | {"DJANGO_SETTINGS_MODULE": "referral_portal.settings"} | extra


def run(command: Iterable[object], *, env: dict[str, str] | None = None, what: str = "") -> None:
    """Run a child process and show its output only if it fails; then raise Stop."""
    words = [str(word) for word in command]
    started = time.monotonic()
    done = subprocess.run(
        words, cwd=ROOT, env=env or clean_environment(), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    if done.returncode != 0:
        say(done.stdout.rstrip())
        raise Stop(f"Failed ({done.returncode}): {what or ' '.join(words)}")
    if what:
        say(f"  {what} ({time.monotonic() - started:.1f} s)")


def succeeds(command: Iterable[object], *, env: dict[str, str] | None = None) -> bool:
    """Return whether a child process exits with 0, without showing its output."""
    done = subprocess.run(
        [str(word) for word in command], cwd=ROOT, env=env or clean_environment(),
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return done.returncode == 0


def fingerprint(*paths: Path) -> str:
    """Return one hash of the names and contents of files and of all files in folders."""
    digest = hashlib.sha256()
    for path in paths:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(f"{file.relative_to(ROOT)}\0".encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


class Stamp:
    """A file that remembers for which input a step was last done, so that it can be skipped."""

    def __init__(self, path: Path, value: str) -> None:
        self.path, self.value = path, value

    def is_current(self) -> bool:
        """Return whether the step was finished for exactly this value."""
        return self.path.is_file() and self.path.read_text() == self.value

    def write(self) -> None:
        """Remember the value; call this only after the step is finished."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(self.value)
