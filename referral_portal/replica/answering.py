"""Give up a replica that does not answer in time.

A server that has stopped without closing its connections ends no statement, whatever limit it was
given. So the connection is cut on this side.
"""

import contextlib
import os
import socket
import threading
from collections.abc import Iterator

from django.conf import settings
from django.db import connections

from referral_portal.replica.limits import REPLICA


@contextlib.contextmanager
def in_time() -> Iterator[None]:
    """Let each statement on the replica fail after REPLICA_ANSWER_SECONDS."""
    with connections[REPLICA].execute_wrapper(_cut_when_late):
        yield


def _cut_when_late(execute, sql, params, many, context):
    line = socket.socket(fileno=os.dup(context["connection"].connection.fileno()))
    timer = threading.Timer(settings.REPLICA.answer, _cut, [line])
    timer.daemon = True
    timer.start()
    try:
        return execute(sql, params, many, context)
    finally:
        timer.cancel()
        line.close()


def _cut(line: socket.socket) -> None:
    with contextlib.suppress(OSError):  # the answer has just come
        line.shutdown(socket.SHUT_RDWR)
