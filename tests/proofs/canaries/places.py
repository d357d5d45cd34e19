"""Everything that stays outside the far side: rows, sessions, caches, Redis, mails, files, log lines.

Each is read with the owner's rights, so that no missing permission hides anything.
"""

import contextlib
import io
import json
import logging
import tempfile
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from unittest import mock

import redis
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.db import connections

from referral_portal.logging import JsonFormatter
from tests.proofs.canaries.search import Search

TABLES = """SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"""
SAMPLES = "SELECT s::text FROM pg_stats s WHERE schemaname = 'public'"
STATEMENTS = "SELECT query FROM pg_stat_activity WHERE datname = current_database()"


def search_rows(search: Search) -> None:
    """Search every row of every table of the portal's database, and what the server says of it."""
    with connections["default"].cursor() as cursor:
        cursor.execute(TABLES)
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT t::text FROM {table} t")
            for (row,) in cursor.fetchall():
                search.look("row", f"of {table}", row)
        for what, statement in (("sample", SAMPLES), ("statement", STATEMENTS)):
            cursor.execute(statement)
            for (text,) in cursor.fetchall():
                search.look(what, "of the server", text or "")


def search_sessions(search: Search) -> None:
    """Search what sessions hold, decoded."""
    for session in Session.objects.all():
        search.look("session", "", json.dumps(session.get_decoded(), default=str))


def search_caches(search: Search) -> None:
    """Search what caches hold. Only the one in memory is known."""
    for name in settings.CACHES:
        for key, value in caches[name]._cache.items():
            search.look("cache entry", name, f"{key}".encode() + value)


def broker() -> redis.Redis:
    """Return the test's own Redis database."""
    return redis.Redis.from_url(settings.REDIS_URL)


def redis_keys() -> set[bytes]:
    """Return every key there is."""
    return set(broker().scan_iter(count=1000))


def search_redis(search: Search) -> None:
    """Search every key and its value, whatever its type."""
    server = broker()
    readers = {
        b"string": server.get,
        b"list": lambda key: server.lrange(key, 0, -1),
        b"set": server.smembers,
        b"hash": server.hgetall,
        b"zset": lambda key: server.zrange(key, 0, -1, withscores=True),
        b"stream": server.xrange,
    }
    for key in redis_keys():
        value = readers[server.type(key)](key)
        values = value if isinstance(value, list | set) else [value]
        for one in values:
            search.look("Redis value", key.decode("utf-8", "replace"), key + flat(one))


def flat(value) -> bytes:
    """Return a value of Redis as bytes."""
    return value if isinstance(value, bytes) else repr(value).encode()


def search_mails(search: Search, folder: Path) -> None:
    """Search every mail: as it is sent, and each part as it is read."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            search.look("mail", path.name, data)
            mail = message_from_bytes(data, policy=policy.default)
            search.look("mail", "headers", "\n".join(f"{k}: {v}" for k, v in mail.items()))
            for part in mail.walk():
                if not part.is_multipart():
                    search.look("mail", "part", part.get_payload(decode=True) or b"")


def search_files(search: Search, *folders: Path) -> None:
    """Search every file below `folders`, and its name."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                search.look("file", path.name, str(path).encode() + b"\n" + path.read_bytes())


class Written:
    """What the processes of both sides write down meanwhile: log lines, standard output and error."""

    def __init__(self) -> None:
        self.log, self.printed = io.StringIO(), io.StringIO()

    @contextlib.contextmanager
    def watch(self) -> Iterator[None]:
        """Collect it, in the product's own format, whatever the level."""
        handler = logging.StreamHandler(self.log)
        handler.setFormatter(JsonFormatter())
        root = logging.getLogger()
        level = root.level
        with (
            # pytest's own handlers would keep every request.
            mock.patch.object(root, "handlers", [handler]),
            contextlib.redirect_stdout(self.printed),
            contextlib.redirect_stderr(self.printed),
        ):
            root.setLevel(logging.DEBUG)
            try:
                yield
            finally:
                root.setLevel(level)

    def search(self, search: Search) -> None:
        """Search each line."""
        for kind, stream in (("log line", self.log), ("printed line", self.printed)):
            for line in stream.getvalue().splitlines():
                search.look(kind, line[:80], line)
            stream.seek(0)
            stream.truncate()


@contextlib.contextmanager
def own_temporary_folder(folder: Path) -> Iterator[Path]:
    """Let everything that is put aside meanwhile be put into one folder, and kept."""
    folder.mkdir()
    with mock.patch.object(tempfile, "tempdir", str(folder)):
        yield folder
