"""Restart the processes of a wide stack one after the other, while the proxies serve visitors.

Before a web process stops, its proxy is told to send visitors to its twin only, with the script
that an operator runs in the proxy's container.
"""

import subprocess

from tooling.base import ROOT, Stop
from tooling.composition.processes import Stack

SCRIPT = "/etc/nginx/servers.sh"
ZONES = ("portal", "safeguarding")


def restart_all(stack: Stack) -> None:
    """Restart the web processes and workers of both zones."""
    for zone in ZONES:
        restart_zone(stack, zone)


def restart_zone(stack: Stack, zone: str) -> None:
    """Restart the web processes and workers of one zone, with never more than one away."""
    first, second = f"{zone}-web", f"{zone}-web-b"
    for name, other in ((first, second), (second, first)):
        serve_from(stack, zone, other)
        stack.restart(name)
        serve_from(stack, zone, first, second)
    for name in (f"{zone}-worker", f"{zone}-worker-b"):
        stack.restart(name)


def serve_from(stack: Stack, zone: str, *names: str) -> None:
    """Let the proxy of a zone send visitors to these web processes only; raise Stop if it does not."""
    proxy, local = stack.running[f"{zone}-proxy"].service, stack.local
    servers = [f"{name}:8000" for name in names]
    done = subprocess.run(
        local.command(proxy, ["sh", SCRIPT, *servers]), cwd=ROOT, env=local.environment(proxy),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise Stop(f"The proxy of {zone} still sends visitors elsewhere: {done.stderr}")
