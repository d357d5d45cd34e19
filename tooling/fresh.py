"""`./dev prove fresh` clones the last commit into a bare Debian 12 and runs it there twice.

The programs of this machine are not in there, so that a missing install step is found. It needs root.
The proxy, certificate, pip, npm and apt settings of this machine are copied in. Mounts and processes
have namespaces of their own and end with them.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from tooling import system
from tooling.base import ROOT, Stop, say
from tooling.ports import free_port

SUITE = "bookworm"
MIRROR = "http://deb.debian.org/debian"
CLONE = Path("root/portal")
PATIENCE = 600
COLD_SECONDS, SECOND_SECONDS = 180, 10
# The settings of this machine that decide which servers it can reach.
CARRIED = ("PROXY", "CERT", "SSL_", "CA_BUNDLE", "CAINFO", "PIP_", "NPM_CONFIG_")
CONFIGURATION = (
    "etc/resolv.conf",
    "etc/hosts",
    "etc/pip.conf",
    "etc/npmrc",
    "root/.config/pip/pip.conf",
    "root/.npmrc",
    "usr/local/share/ca-certificates",
)
APT = ("etc/apt/apt.conf", "etc/apt/apt.conf.d", "etc/apt/auth.conf.d")
INSIDE = "mount -t proc proc {0}/proc && mount -t tmpfs tmpfs {0}/dev/shm && exec chroot {0} {1}"


def main(arguments: list[str]) -> int:
    """Run the proof; return 1 if a start is slower than promised."""
    if arguments != ["fresh"]:
        raise Stop("Say ./dev prove fresh.")
    if os.geteuid() != 0:
        raise Stop("A bare Debian needs root: sudo ./dev prove fresh")
    system.need(lambda: bool(shutil.which("debootstrap")), ("debootstrap",), "making a bare Debian")
    # Not /tmp: that may be a small file system in memory.
    folder = Path(tempfile.mkdtemp(prefix="portal-fresh-", dir="/var/tmp"))
    try:
        return prove(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def prove(debian: Path) -> int:
    """Make the bare system in `debian`, run the site there twice and print how long that took."""
    make_debian(debian)
    clone = ["git", "clone", "--quiet", "--no-hardlinks", f"file://{ROOT}", str(debian / CLONE)]
    subprocess.run(clone, check=True)
    commit = subprocess.run(
        ["git", "log", "-1", "--format=%h %s"], cwd=ROOT, capture_output=True, text=True
    )
    say(f"Running {commit.stdout.strip()} in a bare Debian 12")
    seconds = []
    for name in ("cold start", "second start"):
        seconds.append(_start_once(debian))
        say(f"== {name}: {seconds[-1]:.1f} s\n")
    slow = [
        s for s, limit in zip(seconds, (COLD_SECONDS, SECOND_SECONDS), strict=True) if s > limit
    ]
    say("Slower than promised." if slow else "Proved: it runs on a bare Debian 12.")
    return 1 if slow else 0


def make_debian(debian: Path) -> None:
    """Run debootstrap with Python and nothing more, and copy this machine's network settings in."""
    started = time.monotonic()
    command = ["debootstrap", "--variant=minbase", "--include=python3,ca-certificates"]
    made = subprocess.run(
        [*command, SUITE, str(debian), MIRROR], capture_output=True, text=True, env=_environment()
    )
    if made.returncode:
        raise Stop(f"debootstrap failed:\n{made.stdout[-2000:]}{made.stderr[-2000:]}")
    for name in (*CONFIGURATION, *APT):
        _carry(Path("/") / name, debian)
    for value in _environment().values():
        if value.startswith("/etc/") and Path(value).is_file():
            _carry(Path(value), debian)
    _in_debian(debian, "/usr/sbin/update-ca-certificates")
    say(f"Made a bare Debian 12 ({time.monotonic() - started:.0f} s)")


def _carry(source: Path, debian: Path) -> None:
    target = debian / source.relative_to("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(
            source, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("docker-*")
        )
    elif source.is_file():
        shutil.copy(source, target)


def _environment() -> dict[str, str]:
    """Return the environment of a login there, with the network settings."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if any(part in name.upper() for part in CARRIED)
    }
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    return kept | {"PATH": path, "HOME": "/root", "LANG": "C.UTF-8", "TERM": "dumb"}


def _command(debian: Path, inside: str) -> list[str]:
    """Return a command that runs in there; its mounts and children end with it."""
    script = INSIDE.format(debian, inside)
    return ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", script]


def _in_debian(debian: Path, inside: str) -> None:
    done = subprocess.run(
        _command(debian, inside), capture_output=True, text=True, env=_environment()
    )
    if done.returncode:
        raise Stop(f"{inside} failed in the bare Debian:\n{done.stdout}{done.stderr}")


def _start_once(debian: Path) -> float:
    """Run `./dev run` until it is healthy, then press Ctrl-C; return the seconds that it took."""
    port = free_port()
    started = time.monotonic()
    child = subprocess.Popen(
        _command(debian, f"sh -c 'cd /{CLONE} && exec ./dev run'"),
        env=_environment() | {"PORT": str(port)},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait_for_answer(child, port)
        seconds = time.monotonic() - started
        time.sleep(1)  # lets it print where everything is
        return seconds
    finally:
        _end(child)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                raise Stop("The site still answers after Ctrl-C.")


def _wait_for_answer(child: subprocess.Popen, port: int) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + PATIENCE
    while child.poll() is None and time.monotonic() < deadline:
        try:
            for page in ("/healthz", "/", "/safeguarding/sign-in/"):
                opener.open(f"http://127.0.0.1:{port}{page}", timeout=10).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise Stop("./dev run did not bring the site up in a bare Debian 12; its output is above.")


def _end(child: subprocess.Popen) -> None:
    """Send Ctrl-C to the whole group, as a terminal does, and then end it by force."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGINT)
        try:
            child.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
