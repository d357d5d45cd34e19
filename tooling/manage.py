"""`./dev manage …` runs manage.py with the settings of `./dev run`."""

import subprocess

from tooling import environment, prepare
from tooling.base import PYTHON, ROOT


def main(arguments: list[str]) -> int:
    """Run manage.py in zone `all` of the demonstration."""
    environment.ensure()
    command = [str(PYTHON), str(ROOT / "manage.py"), *arguments]
    return subprocess.run(command, cwd=ROOT, env=prepare.settings_for("all")).returncode
