"""`./dev check` finds faults without running a test.

Every check runs, and each that fails is reported with its output; the exit code is then 1. A check
that needs a database or a server belongs in the tests.
"""

import re
import secrets
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tooling import environment
from tooling.base import PYTHON, ROOT, VENV, clean_environment, say

Check = tuple[str, Callable[[Path], str]]


def main(arguments: list[str]) -> int:
    """Run all checks, or those whose names contain an argument; return 1 if one failed."""
    environment.ensure(dev=True)
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        for name, check in checks():
            if arguments and not any(word in name for word in arguments):
                continue
            started = time.monotonic()
            trouble = check(Path(folder))
            say(f"{'FAILED' if trouble else 'ok':<7}{name} ({time.monotonic() - started:.1f} s)")
            if trouble:
                failed.append(name)
                say("    " + trouble.strip().replace("\n", "\n    "))
    say(f"\n{len(failed)} failed: {', '.join(failed)}" if failed else "\nAll checks passed.")
    return 1 if failed else 0


def checks() -> list[Check]:
    """Return the checks, those with the quickest faults to fix first."""
    tool = VENV / "bin"
    return [
        ("format", _command([tool / "ruff", "format", "--check", "--quiet", "--diff", "."])),
        ("lint", _command([tool / "ruff", "check", "--quiet", "."])),
        ("templates", _templates),
        ("import contracts", _command([tool / "lint-imports", "--no-cache"])),
        ("deployment, portal zone", _deployment("portal")),
        ("deployment, safeguarding zone", _deployment("safeguarding")),
        ("migrations", _manage("all", "makemigrations", "--check", "--dry-run")),
        ("workflow diagram", _manage("all", "draw_workflow", "--check")),
        ("pages made from tables", _command([PYTHON, "-m", "tests.drawing", "--check"])),
        ("lock files name no registry", _lock_files),
    ]


def _command(words: list[object], env: dict[str, str] | None = None) -> Callable[[Path], str]:
    def check(_folder: Path) -> str:
        done = subprocess.run(
            [str(word) for word in words], cwd=ROOT, env=env or clean_environment(),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        return (done.stdout or f"exit code {done.returncode}") if done.returncode else ""

    return check


def _templates(folder: Path) -> str:
    """Lint the template folders that exist, because djlint fails on an empty one."""
    found = [path for path in ("templates", "safeguarding/templates") if (ROOT / path).is_dir()]
    return _command([VENV / "bin" / "djlint", "--lint", "--quiet", *found])(folder) if found else ""


def _manage(zone: str, *arguments: str) -> Callable[[Path], str]:
    """Return a management command with development settings and databases that do not exist."""

    def check(folder: Path) -> str:
        env = clean_environment(
            PORTAL_ZONE=zone, DEBUG="1", DEMO="0", SECRET_KEY="only for this check",
            VAR_DIR=str(folder), DATABASE_URL=f"sqlite:///{folder}/portal.sqlite3",
            SAFEGUARDING_DATABASE_URL=f"sqlite:///{folder}/safeguarding.sqlite3",
        )  # fmt: skip
        return _command([PYTHON, "manage.py", *arguments], env)(folder)

    return check


def _deployment(zone: str) -> Callable[[Path], str]:
    """Return Django's deployment checks with an environment as in production; warnings fail."""

    def check(folder: Path) -> str:
        env = clean_environment(
            PORTAL_ZONE=zone, DEBUG="0", DEMO="0", SECRET_KEY=secrets.token_urlsafe(60),
            ALLOWED_HOSTS="portal.example.org", VAR_DIR=str(folder),
            DATABASE_URL="postgres://portal@127.0.0.1:5432/portal",
            SAFEGUARDING_DATABASE_URL="postgres://safe@127.0.0.1:5432/safeguarding",
            REDIS_URL="redis://127.0.0.1:6379/0", EMAIL_URL="smtp://127.0.0.1:25",
        )  # fmt: skip
        words = [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
        return _command(words, env)(folder)

    return check


def _lock_files(_folder: Path) -> str:
    """Check that the lock files are the same on every machine."""
    faults = []
    for path in sorted(ROOT.glob("requirements*.txt")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if re.search(r"index-url|find-links|trusted-host|://", line):
                faults.append(f"{path.name}:{number} names a registry: {line}")
        if "--only-binary :all:" not in path.read_text():
            faults.append(f"{path.name} does not insist on wheels")
    if '"resolved"' in (ROOT / "package-lock.json").read_text():
        faults.append('package-lock.json has "resolved" addresses')
    return "\n".join(faults)
