"""`./dev lock` makes the hash-pinned requirement files from the `.in` files.

One resolution is for Python 3.11.2 to 3.13. The files name no registry. Pinned versions are kept;
`./dev lock --upgrade` raises them. The bill of materials follows from the files.
"""

from tooling import bill, environment
from tooling.base import ROOT, VENV, clean_environment, run

NAMES = ("requirements", "requirements-dev", "requirements-build")


def main(arguments: list[str]) -> int:
    """Write every requirements*.txt; the arguments, such as --upgrade, go to uv."""
    environment.ensure(dev=True)
    env = clean_environment(UV_NO_PROGRESS="1")
    for name in NAMES:
        command = [VENV / "bin" / "uv", "pip", "compile", "--universal", "--generate-hashes"]
        command += ["--python-version", "3.11", "--no-header", "--quiet", "--emit-build-options"]
        command += ["--no-emit-index-url", "--no-emit-find-links", *arguments]
        run([*command, f"{name}.in", "-o", ROOT / f"{name}.txt"], env=env, what=f"{name}.txt")
    bill.write()
    return 0
