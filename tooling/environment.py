"""The virtual environments: the product's own, with or without the tests' tools.

Everything comes from the hash-pinned files; a stamp inside the environment skips what is already there.
The registry is whatever this machine's pip is set up to use; none is named here.
"""

import sys
from pathlib import Path

from tooling import system
from tooling.base import PYTHON, ROOT, VENV, Stamp, Stop, fingerprint, run, succeeds


def ensure(*, dev: bool = False) -> None:
    """Make `.venv` and install the product, and the tests' tools when `dev`. Raises Stop."""
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
    """Make a virtual environment unless it is there and its Python still starts."""
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
    """Run manage.py in the virtual environment; it must succeed."""
    run([PYTHON, ROOT / "manage.py", *arguments], env=env, what=what)


def require_manage() -> None:
    """Say so in one sentence when the clone is incomplete."""
    if not (ROOT / "manage.py").is_file():
        raise Stop("manage.py is missing from this folder.")


def _stamp(requirements: Path) -> Stamp:
    return Stamp(VENV / f".installed-{requirements.stem}", fingerprint(requirements))
