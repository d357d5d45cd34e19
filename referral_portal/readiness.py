"""Check whether this process can do its work: yes or no for each thing that it needs.

The answer holds no count, age or name, so that anyone may read it. Each zone checks only its own
parts. Nothing is repaired here. A check in AMBER does not stop the service: a person has to look.
"""

import datetime as dt
import functools

import redis
from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connections, router
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Exists, OuterRef, Q
from redis.backoff import NoBackoff
from redis.retry import Retry

from referral_portal import embedded
from referral_portal.common.pdf import can_draw
from referral_portal.outbox.enums import MessageStatus, Process
from referral_portal.outbox.heartbeat import is_beating, silent_since
from referral_portal.outbox.models import (
    BaseBackup,
    Message,
    MessageRelease,
    OutgoingMessage,
)
from referral_portal.outbox.settling import UNSETTLED
from referral_portal.replica.lag import watch
from referral_portal.replica.limits import REPLICA

AMBER = frozenset({"delivered", "backup", "replica"})
PATIENCE = 1.0  # seconds, when another thread is measuring the replica


def checks(*, now: dt.datetime) -> dict[str, bool]:
    """Return the result of each check by name; a check that fails with an error is False."""
    found = {"database": all(map(_answers, needed()))}
    asks = {
        "migrations": _is_migrated,
        "messages": _messages_leave,
        "delivered": _is_all_settled,
    }
    if settings.HAS_PORTAL:
        asks["beat"] = is_beating
    # The portal's own answer does not name what is silent.
    asks |= (
        {"answers": _all_sign}
        if settings.HAS_PORTAL
        else {one.value: functools.partial(_signs, process=one) for one in Process}
    )
    if settings.KEEPS_BACKUPS and not settings.HAS_PORTAL:
        asks["backup"] = _is_backed_up
    if settings.REPLICA is not None:
        asks["replica"] = _replica_follows
    for name, ask in asks.items():
        try:
            found[name] = found["database"] and ask(now)
        except (DatabaseError, InterfaceError):
            found[name] = False
    found["queue"] = _queue_answers()
    if settings.HAS_PORTAL:  # all letters and leaflets are the portal's
        found["documents"] = can_draw()
    return found


def state_of(found: dict[str, bool]) -> str:
    """Return "red" if a check says no, "amber" if only checks in AMBER do, otherwise "green"."""
    wrong = {name for name, is_right in found.items() if not is_right}
    if wrong - AMBER:
        return "red"
    return "amber" if wrong else "green"


def needed() -> list[str]:
    """Return the databases without which this process cannot work; a replica is none of them."""
    return [alias for alias in connections if alias != REPLICA]


def _own() -> list[str]:
    """Return the databases that this zone migrates and sends from."""
    return [alias for alias in needed() if settings.HAS_PORTAL or alias != DEFAULT_DB_ALIAS]


def _answers(alias: str) -> bool:
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except (DatabaseError, InterfaceError):
        return False
    return True


@functools.cache
def _written() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).disk_migrations)


def _is_migrated(now: dt.datetime) -> bool:
    for alias in _own():
        applied = MigrationRecorder(connections[alias]).applied_migrations()
        if any(key not in applied for key in _written() if router.allow_migrate(alias, key[0])):
            return False
    return True


def _messages_leave(now: dt.datetime) -> bool:
    """Return whether no message that may be sent has waited longer than READY_MESSAGE_MINUTES.

    A message waiting for its release is never late: this public answer must not show that a person
    at risk has not been told yet.
    """
    earliest = now - dt.timedelta(minutes=settings.READY_MESSAGE_MINUTES)
    # A refused message is due again later, but is still late.
    late = Q(created_at__lt=earliest) & (Q(due_at__lt=earliest) | Q(attempts__gt=0))
    stuck = Q(status=MessageStatus.RENDERED) | Q(status=MessageStatus.CLAIMED, lease_until__lt=now)
    for model, alias in _messages():
        waiting = late & stuck
        if model is OutgoingMessage:
            let_go = MessageRelease.objects.filter(
                message_id=OuterRef("pk"), not_before__lt=earliest
            )
            waiting |= Q(status=MessageStatus.WAITING_RELEASE, due_at__lt=earliest) & Exists(let_go)
        if model.objects.using(alias).filter(waiting).exists():
            return False
    return True


def _is_all_settled(now: dt.datetime) -> bool:
    """Return whether no message that failed or may not have arrived waits for a user's decision."""
    return not any(
        model.objects.using(alias).filter(UNSETTLED).exists() for model, alias in _messages()
    )


def _messages() -> list[tuple[type[Message], str]]:
    """Return the tables of messages that this zone sends from, each with its database."""
    models = [model for model in apps.get_models() if issubclass(model, Message)]
    found = [(model, router.db_for_read(model)) for model in models]
    return [(model, alias) for model, alias in found if alias in _own()]


def _is_backed_up(now: dt.datetime) -> bool:
    """Return whether a backup of this side was confirmed in the last READY_BACKUP_HOURS."""
    since = now - dt.timedelta(hours=settings.READY_BACKUP_HOURS)
    models = [model for model in apps.get_models() if issubclass(model, BaseBackup)]
    return all(model.objects.filter(confirmed_at__gte=since).exists() for model in models)


def _replica_follows(now: dt.datetime) -> bool:
    """Return whether lists are read from the replica, and not from the primary in its place."""
    return watch.is_usable(patience=PATIENCE)


def _all_sign(now: dt.datetime) -> bool:
    """Return whether every process of the releasing side has given a sign of life recently."""
    return not silent_since(now)


def _signs(now: dt.datetime, *, process: Process) -> bool:
    return process not in silent_since(now)


def _queue_answers() -> bool:
    """Return whether Redis answers within READY_REDIS_SECONDS, or the embedded threads are alive."""
    if settings.CELERY_EMBEDDED:
        return embedded.is_alive()
    half = settings.READY_REDIS_SECONDS / 2  # to connect, and to answer
    client = redis.Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=half,
        socket_timeout=half,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        return client.ping()
    except (redis.RedisError, OSError):
        return False
    finally:
        client.close()
