"""`./dev prove <name>` runs one proof of the whole installation; it exits with 1 if that fails.

`fresh` makes its own machine. The others are tests/proofs/full_<name>.py, with servers and databases
from pytest; ./dev test runs a smaller version of them. With --write a proof that succeeds writes its
figures, date and commit to docs/figures/<name>.txt. A proof that takes long has a --short version.
"""

import subprocess

from tooling import assets, environment, fresh, system
from tooling.base import PYTHON, ROOT, Stop, clean_environment

FRESH, WIDE = "fresh", "wide"
ON_THE_STACK = {"stolen", WIDE}
WRITE, SHORT = "--write", "--short"
HAS_SHORT = frozenset({"faults"})


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
    options = [WRITE, *[SHORT] * (name in HAS_SHORT)]
    if not set(rest) <= set(options):
        raise Stop(f"Say ./dev prove {name}, if need be with {' or '.join(options)}.")
    return prove(name, write=WRITE in rest, short=SHORT in rest)


def prove(name: str, *, write: bool, short: bool = False) -> int:
    """Install what the proof needs and run it; return 1 if it fails."""
    environment.ensure(dev=True)
    system.need(system.has_postgresql, ("postgresql",), "proving on PostgreSQL")
    system.need(system.has_redis, ("redis-server",), "proving with background work")
    if name in ON_THE_STACK:
        system.need(system.has_proxy, system.PROXY, "proving on the stack")
    if name == WIDE:
        system.need(system.has_pool, ("pgbouncer",), "proving with pools")
    system.need(system.has_pango, system.PANGO, "proving what letters say")
    assets.build(dev=True)
    # -s: a proof prints its own figures.
    quiet = ["-q", "-s", "-n0", "--no-header", "--tb=short", "-p", "no:cacheprovider"]
    env = clean_environment(
        TEST_DATABASE="postgresql", PROOF_FIGURES="write" if write else "",
        PROOF_SHORT="1" if short else "",
    )  # fmt: skip
    del env["DJANGO_SETTINGS_MODULE"]
    command = [str(PYTHON), "-m", "pytest", *quiet, f"tests/proofs/full_{name}.py"]
    return 1 if subprocess.run(command, cwd=ROOT, env=env).returncode else 0
