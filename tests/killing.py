"""Stopping work between every two of its steps, inside a process or by a real kill.

A step is one statement, or one commit where transactions are real; with `sockets`, also each write of
Python to a socket: to Redis, to a mail server, to a browser. `Killed` stands for kill -9 inside one
process; `child` takes a process of its own and really kills it.
"""

import contextlib
import os
import select
import signal
import socket
import time
import warnings
from collections.abc import Callable, Iterator

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from tests.patience import A_MINUTE

ALIASES = ("default", "safeguarding")
WRITES = ("send", "sendall")


class Killed(BaseException):
    """The process ends here: no handler of ours catches this, as none catches a kill."""


@contextlib.contextmanager
def stopped_at(
    step: int, stop: Callable[[], None], *, sockets: bool = False
) -> Iterator[list[int]]:
    """Call `stop` in place of the step of that number, counted from 1 on both databases.

    Yields a list whose one number is how many steps there were.
    """
    count = [0]

    def tick() -> None:
        count[0] += 1
        if count[0] == step:
            stop()

    def wrapper(execute, sql, params, many, context):
        tick()
        return execute(sql, params, many, context)

    commit = BaseDatabaseWrapper._commit

    def counted(self):
        tick()
        return commit(self)

    def writing(name: str):
        write = getattr(socket.socket, name)

        def counted_write(self, *args):
            tick()
            return write(self, *args)

        return counted_write

    if sockets:
        for name in WRITES:
            setattr(socket.socket, name, writing(name))
    BaseDatabaseWrapper._commit = counted
    try:
        with contextlib.ExitStack() as stack:
            for alias in ALIASES:
                stack.enter_context(connections[alias].execute_wrapper(wrapper))
            yield count
    finally:
        BaseDatabaseWrapper._commit = commit
        if sockets:
            for name in WRITES:
                delattr(socket.socket, name)


def die() -> None:
    """End this process inside one."""
    raise Killed


def run(work: Callable, step: int) -> bool:
    """Do `work` and stop at `step`; return whether it got through."""
    with contextlib.suppress(Killed), stopped_at(step, die):
        work(now=timezone.now())
        return True
    return False


def kill_myself() -> None:
    """End this process as kill -9 does."""
    os.kill(os.getpid(), signal.SIGKILL)


def child(
    work: Callable,
    step: int = 0,
    stop: Callable[[], None] = kill_myself,
    *,
    sockets: bool = False,
) -> int:
    """Do `work` in a process that calls `stop` at `step` (0: never); return the process's id."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        # Not closed: the socket is the parent's.
        kept = [connections[alias].connection for alias in ALIASES]
        for alias in ALIASES:
            connections[alias].connection = None
        with stopped_at(step, stop, sockets=sockets):
            work(now=timezone.now())
        code = 0 if kept else 1
    finally:
        os._exit(code)


def killed_beside(work: Callable, step: int) -> tuple[int, int]:
    """Kill a process that stands at `step` once another has begun; return the ids of both.

    However busy the machine is, the first one does get to its step.
    """
    there, begun = os.pipe(), os.pipe()

    def stand() -> None:
        os.write(there[1], b"!")
        signal.pause()

    dying = child(work, step, stand)
    _heard(there)
    living = child(work, 1, lambda: os.write(begun[1], b"!"))
    _heard(begun)
    os.kill(dying, signal.SIGKILL)
    return dying, living


def _heard(pipe: tuple[int, int]) -> None:
    """Wait until a child has written; one that ends without a word is heard too."""
    os.close(pipe[1])
    assert select.select([pipe[0]], [], [], A_MINUTE)[0], "A child did not get to its step."
    os.close(pipe[0])


def end_of(pid: int) -> int:
    """Wait for a child and return its signal (negative) or exit code."""
    ends = time.monotonic() + A_MINUTE
    while time.monotonic() < ends:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.002)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    raise AssertionError("A child did not come to its end.")
