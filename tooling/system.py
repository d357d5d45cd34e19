"""Find missing system packages and install them with apt where that is allowed.

It is allowed for root, or with sudo without a password. Otherwise one sentence names the package and
the command. The caller says what a package is needed for.
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

# The first has no windows and needs half the work for a page; some distributions lack it.
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")

PROXY = ("nginx-light", "curl", "openssl")


def has_venv() -> bool:
    """Return whether `venv` works; on Debian it needs python3-venv."""
    return all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


def has_pango() -> bool:
    """Return whether WeasyPrint will find the libraries that it needs."""
    names = ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset", "gobject-2.0")
    return all(ctypes.util.find_library(name) for name in names)


def has_postgresql() -> bool:
    """Return whether PostgreSQL is there; Debian has it in a folder for each version, not in PATH."""
    return bool(shutil.which("initdb") or any(Path("/usr/lib/postgresql").glob("*/bin/initdb")))


def has_redis() -> bool:
    """Return whether Redis or Valkey is there."""
    return bool(shutil.which("redis-server") or shutil.which("valkey-server"))


def has_chromium() -> bool:
    """Return whether the system has a Chromium or Chrome; no browser is ever downloaded."""
    return any(map(shutil.which, CHROMIUM))


def has_proxy() -> bool:
    """Return whether nginx, curl and openssl are there."""
    path = f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin"
    return all(shutil.which(name, path=path) for name in ("nginx", "curl", "openssl"))


def has_promtool() -> bool:
    """Return whether promtool is there, which reads and tests the rules of Prometheus."""
    return bool(shutil.which("promtool"))


def has_pool() -> bool:
    """Return whether PgBouncer is there."""
    return bool(
        shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin")
    )


def apt_prefix() -> list[str] | None:
    """Return the command for apt without questions, or None if it is not allowed."""
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
    """Install `packages` unless `has()`; return whether they are there, or raise Stop if required."""
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
    """Install a Chromium unless there is one; raise Stop if that is not allowed."""
    shell, whole, *_ = CHROMIUM
    need(has_chromium, (shell,), why, optional=True) or need(has_chromium, (whole,), why)


def need_promtool(why: str) -> None:
    """Install promtool unless it is there; its package brings a server, which is not left running."""
    if has_promtool():
        return
    need(has_promtool, ("prometheus",), why)
    if shutil.which("systemctl"):
        _quiet([*apt_prefix(), "systemctl", "disable", "--now", "prometheus"])


def _quiet(command: list[str], environment: dict[str, str] | None = None) -> bool:
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    return done.returncode == 0
