"""Map the hosts, ports and paths of containers to this machine, and back.

Each exposed port gets a free one on 127.0.0.1. Secrets, temporary file systems and mounted files are in
a folder that is deleted with the stack. Volumes are in the folder of the installation.
"""

import contextlib
import os
import re
import shutil
import socket
import tempfile
from pathlib import Path

from tooling.base import ROOT, VAR, VENV, Stop
from tooling.composition.model import Composition, Service
from tooling.ports import hold_free_port

SECRETS = "/run/secrets"
STATIC = "/srv/static"  # filled when an image is built; here shared with ./dev run


class Local:
    """The places of one running stack."""

    def __init__(self, composition: Composition, home: Path) -> None:
        """Keep the volumes and logs, which outlive the stack, in `home`."""
        self.composition, self.home = composition, home
        # Short, because paths of sockets are limited, and open to the servers' own users.
        self.run = Path(tempfile.mkdtemp(prefix="portal-stack-"))
        self.run.chmod(0o711)
        self.ports = self._choose_ports()
        self._maps = {name: self._map_of(service) for name, service in composition.services.items()}

    def close(self) -> None:
        """Delete the files that end with the stack."""
        shutil.rmtree(self.run, ignore_errors=True)

    def text(self, service: Service | None, text: str) -> str:
        """Return `text` of the file with the names and paths of this machine."""
        there_to_here = self._maps[service.name] if service else self._named()
        return _replace(text, there_to_here)

    def back(self, service: Service, text: str) -> str:
        """Return a process's `text` with the names and paths of the file."""

        # A container is 127.0.0.1 and listens on 0.0.0.0; both are 127.0.0.1 here.
        def is_own(there: str) -> bool:
            return there.startswith(
                (f"{service.name}:", f"{service.name} ", f"host={service.name} ")
            )

        here_to_there = {
            here: there
            for there, here in self._maps[service.name].items()
            if here != "127.0.0.1" and not is_own(there)
        }
        return _replace(text, here_to_there)

    def environment(self, service: Service) -> dict[str, str]:
        """Return the environment of a service's process: that of the file, and PATH."""
        here = {key: self.text(service, value) for key, value in service.environment.items()}
        return {"PATH": search_path(), "LANG": "C.UTF-8"} | here

    def command(self, service: Service, words: list[str]) -> list[str]:
        """Return a command of the file for this machine."""
        first, *rest = [self.text(service, word) for word in words]
        found = shutil.which(first, path=search_path())
        if found is None:
            raise Stop(f"{service.name} needs the program {first}, which is not installed.")
        return [found, *rest]

    def folder(self, service: Service, inside: str) -> Path:
        """Return the folder of a volume or a temporary file system."""
        return Path(self._maps[service.name][inside])

    def make(self) -> None:
        """Make the folders, and copies of secrets and mounted files with this machine's paths."""
        folder = self.run / "secrets"
        folder.mkdir(mode=0o711)
        for name, source in self.composition.secrets.items():
            copy = folder / name
            copy.touch(mode=0o600)
            copy.write_text(self.text(None, (ROOT / source).read_text()))
        for service in self.composition.services.values():
            for inside in service.tmpfs:
                self.folder(service, inside).mkdir(parents=True)
                self.folder(service, inside).chmod(0o1777)
            for inside, source in service.volumes.items():
                if source in self.composition.volumes:
                    self.folder(service, inside).mkdir(parents=True, exist_ok=True)
                    continue
                copy = self.folder(service, inside)
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_text(self.text(service, (ROOT / source).read_text()))

    def _choose_ports(self) -> dict[tuple[str, int], int]:
        """Choose the file's port where it is published, otherwise a free one."""
        wanted = {}
        with contextlib.ExitStack() as held:
            for service in self.composition.services.values():
                published = {inside: outside for outside, inside in service.published}
                for port in service.ports:
                    probe = held.enter_context(_hold(published.get(port, 0)))
                    wanted[service.name, port] = probe.getsockname()[1]
        return wanted

    def _named(self) -> dict[str, str]:
        """Return the names by which services call each other, in the forms that their files have."""
        forms = ("{}:{}", "{} {}", "host={} port={}")
        return {
            form.format(name, port): form.format("127.0.0.1", here)
            for (name, port), here in self.ports.items()
            for form in forms
        }

    def _map_of(self, service: Service) -> dict[str, str]:
        there_to_here = self._named() | {
            "0.0.0.0": "127.0.0.1",
            SECRETS: str(self.run / "secrets"),
            STATIC: str(VAR / "static"),
        }
        for port in service.ports:
            there_to_here[str(port)] = str(self.ports[service.name, port])
        for inside in service.tmpfs:
            there_to_here[inside] = f"{self.run}/{service.name}{inside}"
        for inside, source in service.volumes.items():
            is_volume = source in self.composition.volumes
            place = self.home / "volumes" / source if is_volume else self.run / service.name / "etc"
            there_to_here[inside] = str(place if is_volume else place / Path(inside).name)
        return there_to_here


def search_path() -> str:
    """Return the PATH with the programs of the images: our own, PostgreSQL's and the system's."""
    folders = [VENV / "bin"]
    versions = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    folders += sorted(versions, key=lambda path: -float(path.parent.name))[:1]
    system = os.environ.get("PATH") or os.defpath
    return os.pathsep.join([*map(str, folders), system, "/usr/sbin", "/sbin"])


def _replace(text: str, pairs: dict[str, str]) -> str:
    """Replace whole words in one pass, the longest first, so that nothing is replaced twice."""
    longest_first = sorted(pairs, key=len, reverse=True)
    pattern = "|".join(re.escape(word) for word in longest_first)
    return re.sub(
        rf"(?<![\w.-])(?:{pattern})(?![\w.-])" if pattern else r"(?!)",
        lambda match: pairs[match.group()],
        text,
    )


def _hold(port: int) -> socket.socket:
    """Return a socket that holds `port`, or a free port for 0; raises Stop when it is taken."""
    if not port:
        return hold_free_port()
    probe = socket.socket()
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind(("127.0.0.1", port))
    except OSError as error:
        probe.close()
        raise Stop(f"Port {port} is taken or not allowed.") from error
    return probe
