"""Prepare a PostgreSQL server, as the entry point of its image does.

An empty data folder becomes a cluster with the administrator's password from its secret file. Like the
image, the server never runs as root.
"""

import contextlib
import os
import pwd
import subprocess
from pathlib import Path

from tooling.base import Stop
from tooling.composition.local import SECRETS, Local, search_path
from tooling.composition.model import Service


def is_server(service: Service) -> bool:
    """Return whether the service is a PostgreSQL server."""
    return service.command[0] == "postgres"


def prepare(service: Service, local: Local) -> dict:
    """Make the cluster if it is missing; return the arguments of Popen, or raise Stop."""
    said = service.environment
    data = local.folder(service, said["PGDATA"])
    user = server_user()
    if user:
        for folder in (data, *(local.folder(service, inside) for inside in service.tmpfs)):
            os.chown(folder, user["user"], user["group"])
        _must_be_passable(data, user["user"])
        _own_all(data, user)
        for name in service.secrets:
            os.chown(local.text(service, f"{SECRETS}/{name}"), user["user"], user["group"])
    data.chmod(0o700)
    options = {**user, "cwd": data.parent if not user else data}
    if not (data / "PG_VERSION").exists():
        _initialise(service, local, data, options)
    # A server that was killed leaves this behind; ports and sockets are new at every start.
    (data / "postmaster.pid").unlink(missing_ok=True)
    return options


def _own_all(data: Path, user: dict) -> None:
    """Give the server's user what a restore has put into its folder."""
    version = data / "PG_VERSION"
    if version.exists() and version.stat().st_uid != user["user"]:
        for path in data.rglob("*"):
            os.chown(path, user["user"], user["group"])


def _initialise(service: Service, local: Local, data: Path, options: dict) -> None:
    said = service.environment
    password = local.folder(service, service.tmpfs[0]) / "password"
    password.touch(mode=0o600)
    password.write_text(Path(local.text(service, said["POSTGRES_PASSWORD_FILE"])).read_text())
    if "user" in options:
        os.chown(password, options["user"], options["group"])
    env = {"PATH": search_path(), "LANG": "C.UTF-8"}
    initdb = ["initdb", "--pgdata", str(data), "--username", said["POSTGRES_USER"]]
    initdb += ["--pwfile", str(password), "--auth-local=trust", "--no-sync"]
    _must_work([*initdb, *said.get("POSTGRES_INITDB_ARGS", "").split()], env, options)
    password.unlink()
    single = ["postgres", "--single", "-D", str(data), "postgres"]
    _must_work(single, env, options, given=f'CREATE DATABASE "{said["POSTGRES_DB"]}"\n')


def _must_work(words: list[str], env: dict[str, str], options: dict, given: str = "") -> None:
    done = subprocess.run(
        words, env=env, input=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, **options,
    )  # fmt: skip
    if done.returncode:
        raise Stop(f"{words[0]} failed:\n{done.stdout}")


def server_user() -> dict:
    """Return the arguments of Popen for a user that is not root; empty if this process is not root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise Stop("As root the stack needs a user named postgres to run PostgreSQL.")


def _must_be_passable(data: Path, user: int) -> None:
    """Raise Stop if the server's own user cannot reach its data."""
    for folder in data.parents:
        facts = folder.stat()
        if not facts.st_mode & 0o001 and facts.st_uid != user:
            raise Stop(
                f"PostgreSQL does not run as root, and its own user cannot pass {folder}. "
                "Say where it can: VAR_DIR=/var/tmp/portal ./dev stack"
            )
