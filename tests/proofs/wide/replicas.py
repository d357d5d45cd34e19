"""Whether the replicas of the wide stack follow, and whether one of Redis can take over."""

import re

import redis

from tests.patience import eventually
from tests.proofs.wide.machine import Machine
from tooling.composition.rolling import ZONES

SET = "wide-proof"


def follow(machine: Machine) -> None:
    """Fail unless the read replica has what the database has, and each Redis' replica its keys."""
    position = machine.ask("portal", "SELECT pg_current_wal_flush_lsn()::text")[0][0]
    reached = f"SELECT pg_last_wal_replay_lsn() >= '{position}'"
    eventually(
        lambda: machine.ask("portal", reached, server="replica")[0][0],
        "the read replica follows",
    )
    for zone in ZONES:
        own, replica = (_redis(machine, zone, name) for name in ("redis", "redis-replica"))
        own.set(SET, zone)
        eventually(
            lambda replica=replica: replica.get(SET) is not None, f"{zone}'s Redis is copied"
        )
        own.delete(SET)
        for client in (own, replica):
            assert _refuses(client, "REPLICAOF", "NO", "ONE"), (
                "a process may not make itself the Redis"
            )
        assert _refuses(replica, "SET", SET, "x"), "nobody writes on a replica"


def take_over(machine: Machine, zone: str) -> None:
    """Stop a zone's Redis, and fail unless the operator can make its replica take over."""
    stopped = machine.stack.running[f"{zone}-redis"].process
    stopped.terminate()
    stopped.wait()
    password = (machine.installation.home / "secrets" / f"{zone}_redis_operator").read_text()
    port = machine.stack.local.ports[f"{zone}-redis-replica", 6379]
    operator = redis.Redis(host="127.0.0.1", port=port, username="operator", password=password)
    operator.execute_command("REPLICAOF", "NO", "ONE")
    replica = _redis(machine, zone, "redis-replica")
    replica.set(SET, zone)
    replica.delete(SET)
    assert _refuses(operator, "SET", SET, "x"), "the operator's password is for this one thing"


def _redis(machine: Machine, zone: str, name: str) -> redis.Redis:
    """Return a client as the zone's processes are."""
    port = machine.stack.local.ports[f"{zone}-{name}", 6379]
    address = re.sub(r"@[^/]+/", f"@127.0.0.1:{port}/", machine.secret(f"{zone}_redis_url"))
    return redis.Redis.from_url(address)


def _refuses(client: redis.Redis, *words: str) -> bool:
    try:
        client.execute_command(*words)
    except redis.ResponseError:
        return True
    return False
