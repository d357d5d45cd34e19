"""What no test may do: reach another machine, hide a misspelt template variable, or write to one
database while a transaction is open on the other.

Installed once per process by conftest. A guard that some tests need to switch off belongs elsewhere.
"""

import contextlib
import ipaddress
import re
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

from django.core.signals import setting_changed
from django.db import connections
from django.db.backends.signals import connection_created
from django.template import engines
from django.template.base import Node

ROOT = Path(__file__).resolve().parent.parent
OURS = (f"{ROOT}/templates/", f"{ROOT}/safeguarding/", f"{ROOT}/referral_portal/")
WRITE = re.compile(r"\s*(INSERT\b|UPDATE\b|DELETE\b|EXECUTE kept_adding_)", re.IGNORECASE)


class ForbiddenInTestsError(AssertionError):
    """A test did what no test may do."""


# -- Network -----------------------------------------------------------------------------------
def refuse_other_machines() -> None:
    """Let sockets connect and names resolve on this machine only, for the rest of the process."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: object) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            check_host(address[0])
        return connect(self, address)

    def guarded_look_up(host: object, *arguments: object, **options: object) -> list:
        check_host(host)
        return look_up(host, *arguments, **options)

    socket.socket.connect = guarded_connect
    socket.getaddrinfo = guarded_look_up


def check_host(host: object) -> None:
    """Raise unless `host` is this machine."""
    name = host.decode() if isinstance(host, bytes) else host
    if name in {None, "", "localhost"}:
        return
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(name).is_loopback:
            return
    raise ForbiddenInTestsError(f"A test tried to reach {name}; tests stay on this machine.")


# -- Template variables --------------------------------------------------------------------------
class UnknownVariable(str):
    """Stands for a variable that a template names and its context lacks; fails in our templates.

    Django's own admin templates lean on missing variables, so they keep the usual empty text.
    """

    __slots__ = ()

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, variable: object) -> str:
        origin = _template_of(sys._getframe(1))
        if origin.startswith(OURS):
            raise ForbiddenInTestsError(f"{origin} uses {variable!s}, which its context lacks.")
        return ""


def fail_on_unknown_variables() -> None:
    """Make every engine of this process strict, also those made anew when a test changes a setting."""
    _make_strict()
    setting_changed.connect(_make_strict, dispatch_uid="tests.guards.strict")


def _make_strict(**kwargs) -> None:
    for engine in engines.all():
        engine.engine.string_if_invalid = UnknownVariable("unknown")


def _template_of(frame) -> str:
    """The file whose node is being drawn, found on the stack."""
    while frame is not None:
        node = frame.f_locals.get("self")
        origin = getattr(node, "origin", None) if isinstance(node, Node) else None
        if origin is not None:
            return str(origin.name)
        frame = frame.f_back
    return ""


# -- One transaction, one database -----------------------------------------------------------------
class OneDatabaseAtATime:
    """Fails a write on one alias while the same thread has a transaction open on another.

    Only for tests with real transactions: the others are wrapped in one on every alias.
    """

    active = False

    def __call__(self, execute, sql, params, many, context):
        if self.active and WRITE.match(str(sql)):
            here = context["connection"].alias
            for other in connections:
                if other != here and connections[other].in_atomic_block:
                    raise ForbiddenInTestsError(
                        f"Wrote to {here} inside a transaction on {other}: {str(sql)[:120]}"
                    )
        return execute(sql, params, many, context)

    @contextlib.contextmanager
    def watch(self) -> Iterator[None]:
        """Switch the guard on for one test."""
        self.active = True
        try:
            yield
        finally:
            self.active = False

    def attach(self, *, connection, **_signal: object) -> None:
        """Receiver: put the guard on every connection as it opens, in every thread."""
        if self not in connection.execute_wrappers:
            connection.execute_wrappers.append(self)


one_database_at_a_time = OneDatabaseAtATime()


def watch_connections() -> None:
    """Attach the guard to every connection that this process will open."""
    connection_created.connect(one_database_at_a_time.attach, weak=False)
