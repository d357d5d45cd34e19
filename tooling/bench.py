"""`./dev bench`: starts the benchmarks in benchmarks/ with what they need installed.

They make their own databases; none of the demonstration's data is touched.
"""

import subprocess

from tooling import assets, environment, system
from tooling.base import PYTHON, ROOT, clean_environment


def main(arguments: list[str]) -> int:
    """Run the benchmarks; the arguments go to them."""
    environment.ensure(dev=True)
    system.need(system.has_postgresql, ("postgresql",), "measuring on PostgreSQL")
    system.need(system.has_redis, ("redis-server",), "measuring background work")
    assets.build()
    command = [str(PYTHON), "-m", "benchmarks.run", *arguments]
    env = clean_environment()
    del env["DJANGO_SETTINGS_MODULE"]
    return subprocess.run(command, cwd=ROOT, env=env).returncode
