"""`./dev screenshots`: starts the script that takes the README's pictures, with what it needs installed."""

import subprocess

from tooling import assets, environment, prepare, system
from tooling.base import PYTHON, ROOT


def main(arguments: list[str]) -> int:
    """Take the pictures; the arguments go to the script."""
    environment.ensure(dev=True)
    system.need(system.has_chromium, ("chromium",), "taking pictures")
    assets.build(dev=True)
    prepare.everything()
    command = [str(PYTHON), "-m", "tooling.screenshots", *arguments]
    return subprocess.run(command, cwd=ROOT, env=prepare.settings_for("all")).returncode
