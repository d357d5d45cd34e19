"""`./dev fix`: puts format, import order and the pages made from tables right: what a machine can do."""

import subprocess

from tooling import environment
from tooling.base import PYTHON, ROOT, VENV


def main(arguments: list[str]) -> int:
    """Format and sort the given paths, or everything."""
    environment.ensure(dev=True)
    ruff = VENV / "bin" / "ruff"
    targets = arguments or ["."]
    subprocess.run([PYTHON, "-m", "tests.drawing"], cwd=ROOT, check=True)
    subprocess.run([ruff, "check", "--fix", "--quiet", *targets], cwd=ROOT, check=False)
    return subprocess.run([ruff, "format", *targets], cwd=ROOT, check=False).returncode
