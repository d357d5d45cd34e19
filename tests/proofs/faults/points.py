"""Kill a process at every network write of a piece of work, start it again, and count what is wrong.

A point is one statement, one commit, or one write of Python to a socket: to Redis, to the mail server,
to the browser. The process is killed in the place of that write, so the next point also stands for a
kill after the answer to it.
"""

import itertools
import signal
from dataclasses import dataclass, field
from typing import Any

from tests import killing

MOST = 400


class Stage:
    """One piece of work; a new one is prepared for each point."""

    name = ""

    def prepare(self) -> Any:
        """Make what the work is about, and return it."""
        raise NotImplementedError

    def work(self, made: Any) -> None:
        """Do the work; this is killed."""
        raise NotImplementedError

    def meanwhile(self, made: Any) -> None:
        """Do what another process does while the work is done."""

    def after(self, made: Any) -> None:
        """Look at what is there now that the process has ended."""

    def finish(self, made: Any) -> None:
        """Start again as usual, and let everything come to its end."""
        raise NotImplementedError

    def faults(self, made: Any) -> list[str]:
        """Return a sentence for each thing that was lost, doubled or left without a word."""
        raise NotImplementedError


@dataclass
class Result:
    """The points of one stage, and the faults that were found."""

    name: str
    points: int = 0
    faults: list[str] = field(default_factory=list)


def kill_at_writes(stage: Stage, *, every: int = 1, is_control: bool = False) -> Result:
    """Kill the work at its first write, its second and so on, and once not at all.

    With `every`, at the first of each so many; a control ends with the first fault.
    """
    result = Result(stage.name)
    for step in itertools.islice(itertools.count(1, every), MOST):
        made = stage.prepare()
        pid = killing.child(lambda now, made=made: stage.work(made), step, sockets=True)
        stage.meanwhile(made)
        end = killing.end_of(pid)
        if end not in {0, -signal.SIGKILL}:
            raise AssertionError(f"{stage.name}: the process ended with {end} before write {step}.")
        stage.after(made)
        stage.finish(made)
        result.faults += [f"{stage.name}, write {step}: {fault}" for fault in stage.faults(made)]
        if end == 0 or (is_control and result.faults):
            return result
        result.points += 1
    raise AssertionError(f"{stage.name} has no end.")
