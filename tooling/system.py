"""System packages: finds what is missing and installs it with apt where that is allowed.

Allowed means root, or sudo that asks nothing. Otherwise one sentence names the package and the command.
What a package is needed for is told by the caller.
"""

import ctypes.util
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from tooling.base import Stop, say

PANGO = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-liberation")

# The first has no windows at all and needs half the work for a page; not every distribution has it.
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")

PROXY = ("nginx-light", "curl", "openssl")


def has_venv() -> bool:
    """Debian ships `venv` without the pip it needs unless python3-venv is there."""
    return all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


def has_pango() -> bool:
    """Whether WeasyPrint will find the libraries it draws with."""
    names = ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset", "gobject-2.0")
    return all(ctypes.util.find_library(name) for name in names)


def has_postgresql() -> bool:
    """Debian keeps the server programs out of PATH, in a folder per version."""
    return bool(shutil.which("initdb") or any(Path("/usr/lib/postgresql").glob("*/bin/initdb")))


def has_redis() -> bool:
    """Either of the two servers that speak the protocol."""
    return bool(shutil.which("redis-server") or shutil.which("valkey-server"))


def has_chromium() -> bool:
    """Any Chromium or Chrome of the system; no browser is ever downloaded."""
    return any(map(shutil.which, CHROMIUM))


def has_proxy() -> bool:
    """The TLS proxy, what asks after its health, and what makes keys and certificates to try it."""
    path = f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin"
    return all(shutil.which(name, path=path) for name in ("nginx", "curl", "openssl"))


def apt_prefix() -> list[str] | None:
    """How to call apt without being asked anything; None when that is not allowed."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and _quiet(["sudo", "-n", "true"]):
        return ["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive"]
    return None


def need(
    has: Callable[[], bool], packages: tuple[str, ...], why: str, *, optional: bool = False
) -> bool:
    """Install `packages` unless `has()`; returns whether it is there now. Raises Stop unless optional."""
    if has():
        return True
    prefix = apt_prefix()
    if prefix is not None:
        say(f"  installing {' '.join(packages)} ({why})")
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        install = [*prefix, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
        if not _quiet(install, environment):
            _quiet([*prefix, "apt-get", "update", "-qq"], environment)
            _quiet(install, environment)
        importlib.invalidate_caches()
        if has():
            return True
    sentence = f"{why} needs {' '.join(packages)}: sudo apt-get install -y {' '.join(packages)}"
    if not optional:
        raise Stop(sentence)
    return False


def need_chromium(why: str) -> None:
    """Install a Chromium unless there is one; raises Stop when that is not allowed."""
    shell, whole, *_ = CHROMIUM
    need(has_chromium, (shell,), why, optional=True) or need(has_chromium, (whole,), why)


def _quiet(command: list[str], environment: dict[str, str] | None = None) -> bool:
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    return done.returncode == 0
