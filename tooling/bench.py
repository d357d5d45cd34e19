"""`./dev bench` installs what the benchmarks in benchmarks/ need, and runs them.

They make their own databases and do not touch the data of the demonstration.
"""

import subprocess

from tooling import assets, environment, system
from tooling.base import PYTHON, ROOT, clean_environment


def main(arguments: list[str]) -> int:
    """Run the benchmarks with these arguments."""
    environment.ensure(dev=True)
    system.need(system.has_postgresql, ("postgresql",), "measuring on PostgreSQL")
    system.need(system.has_redis, ("redis-server",), "measuring background work")
    assets.build()
    command = [str(PYTHON), "-m", "benchmarks.run", *arguments]
    env = clean_environment()
    del env["DJANGO_SETTINGS_MODULE"]
    return subprocess.run(command, cwd=ROOT, env=env).returncode
