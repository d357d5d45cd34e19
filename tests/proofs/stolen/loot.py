"""Everything the thief has: the environment of the portal's process, its files, `default` itself.

Besides: the passwords of the owner of `default`, copies of envelopes from before they were emptied,
and the addresses of the far side, which the network of a deployment would not even let him reach.
"""

import contextlib
import functools
import http.client
import json
import os
import socket
import ssl
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

from tests.patience import A_MINUTE
from tests.proofs.stolen.scoring import BACKUP

LONG = 15  # characters; shorter words are no secrets of ours


@dataclass
class Loot:
    """What there is to work with."""

    owner: str  # address of `default` as the role that owns it
    folder: Path  # files the process can read
    far_database: str = ""  # host:port/name
    far_redis: str = ""  # host:port
    proxies: dict[str, int] = field(default_factory=dict)  # the port of each zone's way in
    portal: int = 0  # the port of the process itself
    names: dict[str, str] = field(default_factory=dict)  # zone: host name

    @classmethod
    def read(cls, text: str) -> "Loot":
        """Return the loot that the harness wrote."""
        given = json.loads(text)
        return cls(**{**given, "folder": Path(given["folder"])})

    @functools.cached_property
    def address(self) -> str:
        """The address of `default` that the process itself uses."""
        return next(value for name, value in self.secrets.items() if name == "DATABASE_URL")

    @functools.cached_property
    def secrets(self) -> dict[str, str]:
        """Every variable, and in place of a file's name what is in it."""
        found = {}
        for name, value in os.environ.items():
            if name.endswith("_FILE") and value and Path(value).is_file():
                found[name.removesuffix("_FILE")] = Path(value).read_text().strip()
            else:
                found.setdefault(name, value)
        return found

    @functools.cached_property
    def words(self) -> list[str]:
        """Everything that could be a password or a key."""
        files = [value for name, value in self.secrets.items() if f"{name}_FILE" in os.environ]
        parts = [part for value in files for part in value.replace("@", ":").split(":")]
        found = [part for part in parts if len(part) > LONG]
        found += [value for value in self.secrets.values() if len(value) > LONG]
        for file in self.files():
            if file.name != BACKUP and file.stat().st_size < 4096:
                found += file.read_text(errors="replace").split()
        return list(dict.fromkeys(found))

    def files(self) -> list[Path]:
        """Every file of the process that is not code."""
        places = [self.folder, settings.VAR_DIR]
        named = [Path(value) for value in os.environ.values() if value.startswith("/")]
        found = [file for place in places for file in place.rglob("*") if file.is_file()]
        found += [file for file in named if file.is_file() and file.suffix != ".py"]
        return list(dict.fromkeys(found))

    def envelopes(self) -> dict[str, bytes]:
        """Copies of envelopes from before they were emptied, by id."""
        lines = (self.folder / BACKUP).read_text().splitlines()
        return {line.split()[0]: bytes.fromhex(line.split()[1]) for line in lines}

    @contextlib.contextmanager
    def database(self, *, owner: bool = False, address: str = ""):
        """A cursor on `default`, each statement a transaction of its own."""
        connection = psycopg2.connect(
            address or (self.owner if owner else self.address), connect_timeout=A_MINUTE
        )
        connection.autocommit = True
        try:
            yield connection.cursor()
        finally:
            connection.close()

    def sign_in(self) -> None:
        """Start a new session: some pages end it."""
        browser = self.browser
        browser.force_login(
            get_user_model().objects.get(username="thief"),
            backend="django.contrib.auth.backends.ModelBackend",
        )

    @functools.cached_property
    def browser(self) -> Client:
        """A superuser of every role, signed in by rows that the thief wrote himself."""
        user, _ = get_user_model().objects.get_or_create(
            username="thief",
            defaults={"is_superuser": True, "is_staff": True, "email": "thief@example.org"},
        )
        user.groups.set(Group.objects.all())
        return Client(raise_request_exception=False, HTTP_HOST=settings.ALLOWED_HOSTS[0])

    def ask(self, zone: str, path: str, *, host: str = "", method: str = "GET",
            body: str = "", **headers: str) -> tuple[int, str]:  # fmt: skip
        """Ask the way in as `zone` for `path`; return status and everything that came back."""
        if not self.proxies:
            return 0, ""
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        name = self.names[zone]
        plain = socket.create_connection(("127.0.0.1", self.proxies[zone]), timeout=A_MINUTE)
        with trusting.wrap_socket(plain, server_hostname=name) as tls:
            lines = [f"{method} {path} HTTP/1.1", f"Host: {host or name}", "Connection: close"]
            if body:
                lines += ["Content-Type: application/x-www-form-urlencoded"]
                lines += [f"Content-Length: {len(body)}"]
            lines += [f"{key.replace('_', '-')}: {value}" for key, value in headers.items()]
            tls.sendall(("\r\n".join([*lines, "", ""]) + body).encode())
            answer = http.client.HTTPResponse(tls)
            answer.begin()
            return answer.status, f"{answer.headers}{answer.read().decode(errors='replace')}"
