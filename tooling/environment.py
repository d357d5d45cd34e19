"""Make the virtual environments of the product, with or without the tools of the tests.

Everything comes from the hash-pinned files. A stamp inside the environment skips what is installed.
The registry is the one that this machine's pip is set up to use; none is named here.
"""

import sys
from pathlib import Path

from tooling import system
from tooling.base import PYTHON, ROOT, VENV, Stamp, Stop, fingerprint, run, succeeds


def ensure(*, dev: bool = False) -> None:
    """Make `.venv` and install the product and, with `dev`, the tools; raise Stop on failure."""
    product = _stamp(ROOT / "requirements.txt")
    tools = _stamp(ROOT / "requirements-dev.txt")
    make(VENV)
    if dev and not tools.is_current():
        install(VENV, ROOT / "requirements-dev.txt")
        product.write()
        tools.write()
    elif not product.is_current():
        install(VENV, ROOT / "requirements.txt")
        product.write()


def make(folder: Path) -> None:
    """Make a virtual environment, unless there is one whose Python starts."""
    python = folder / "bin" / "python"
    if python.exists() and succeeds(
        [python, "-c", "import sys, pip; assert sys.version_info >= (3, 11)"]
    ):
        return
    name = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    system.need(system.has_venv, (name,), "making a virtual environment")
    run([sys.executable, "-m", "venv", "--clear", folder], what=f"made {folder.name}")


def install(folder: Path, requirements: Path) -> None:
    """Install one hash-pinned file, wheels only."""
    command = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-input"]
    command += ["--disable-pip-version-check", "--require-hashes", "-r", requirements]
    run(command, what=f"installed {requirements.name}")


def manage(*arguments: str, env: dict[str, str], what: str = "") -> None:
    """Run manage.py in the virtual environment; raise Stop if it fails."""
    run([PYTHON, ROOT / "manage.py", *arguments], env=env, what=what)


def require_manage() -> None:
    """Raise Stop when manage.py is missing."""
    if not (ROOT / "manage.py").is_file():
        raise Stop("manage.py is missing from this folder.")


def _stamp(requirements: Path) -> Stamp:
    return Stamp(VENV / f".installed-{requirements.stem}", fingerprint(requirements))
