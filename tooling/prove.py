"""`./dev prove <name>` runs one proof of the whole installation; it exits with 1 if that fails.

`fresh` makes its own machine. The others are tests/proofs/full_<name>.py, with servers and databases
from pytest; ./dev test runs a smaller version of them. With --write a proof that succeeds writes its
figures, date and commit to docs/figures/<name>.txt.
"""

import subprocess

from tooling import assets, environment, fresh, system
from tooling.base import PYTHON, ROOT, Stop, clean_environment

FRESH = "fresh"
WRITE = "--write"


def names() -> list[str]:
    """Return the names of all proofs."""
    found = (path.stem for path in (ROOT / "tests" / "proofs").glob("full_*.py"))
    return [FRESH, *sorted(name.removeprefix("full_") for name in found)]


def main(arguments: list[str]) -> int:
    """Run the named proof and return its exit code."""
    name, *rest = arguments or [""]
    if name not in names():
        raise Stop(f"Say ./dev prove and one of: {', '.join(names())}.")
    if name == FRESH:
        return fresh.main(arguments)
    if rest not in ([], [WRITE]):
        raise Stop(f"Say ./dev prove {name}, or ./dev prove {name} {WRITE}.")
    return prove(name, write=bool(rest))


def prove(name: str, *, write: bool) -> int:
    """Install what the proof needs and run it; return 1 if it fails."""
    environment.ensure(dev=True)
    system.need(system.has_postgresql, ("postgresql",), "proving on PostgreSQL")
    system.need(system.has_redis, ("redis-server",), "proving with background work")
    system.need(system.has_pango, system.PANGO, "proving what letters say")
    assets.build(dev=True)
    # -s: a proof prints its own figures.
    quiet = ["-q", "-s", "-n0", "--no-header", "--tb=short", "-p", "no:cacheprovider"]
    env = clean_environment(TEST_DATABASE="postgresql", PROOF_FIGURES="write" if write else "")
    del env["DJANGO_SETTINGS_MODULE"]
    command = [str(PYTHON), "-m", "pytest", *quiet, f"tests/proofs/full_{name}.py"]
    return 1 if subprocess.run(command, cwd=ROOT, env=env).returncode else 0
