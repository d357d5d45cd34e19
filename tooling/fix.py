"""`./dev fix`: puts format and import order right, the part of the checks that a machine can do."""

import subprocess

from tooling import environment
from tooling.base import ROOT, VENV


def main(arguments: list[str]) -> int:
    """Format and sort the given paths, or everything."""
    environment.ensure(dev=True)
    ruff = VENV / "bin" / "ruff"
    targets = arguments or ["."]
    subprocess.run([ruff, "check", "--fix", "--quiet", *targets], cwd=ROOT, check=False)
    return subprocess.run([ruff, "format", *targets], cwd=ROOT, check=False).returncode
