"""Prepare PgBouncer, as the start of its image does, and run it as a user that is not root."""

import os
from pathlib import Path

from tooling.composition import postgres, proxy
from tooling.composition.local import SECRETS, Local
from tooling.composition.model import Service

TEMPLATES = "/etc/pgbouncer/templates/"


def is_pool(service: Service) -> bool:
    """Return whether the service is PgBouncer."""
    return service.command[0] == "pgbouncer"


def prepare(service: Service, local: Local) -> dict:
    """Write the file that the command reads; return the arguments of Popen."""
    user = postgres.server_user()
    folder = local.folder(service, "/tmp")
    proxy.fill_templates(service, local, TEMPLATES, folder)
    own = [folder, *folder.iterdir()]
    own += [Path(local.text(service, f"{SECRETS}/{name}")) for name in service.secrets]
    if user:
        for path in own:
            os.chown(path, user["user"], user["group"])
    return user
