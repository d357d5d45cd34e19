"""Run a function one at a time within a process, without losing a request for another run.

Background work reads from a table what is due. Two runs at once are a waste, but a run that is asked
for during another must still happen. The database keeps other processes apart.
"""

import functools
import threading


def one_at_a_time(function):
    """Decorate a function without arguments so that all calls during a run cause one more run."""
    running = threading.Lock()
    again = threading.Event()

    @functools.wraps(function)
    def turn():
        again.set()
        while again.is_set():
            if not running.acquire(blocking=False):
                return
            try:
                again.clear()
                function()
            finally:
                running.release()

    return turn
