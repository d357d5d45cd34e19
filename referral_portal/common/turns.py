"""One run at a time within a process, and never a lost request for another look.

Background work is "look at the table and do what is due". Two looks at once are waste; a look that
was asked for during one must still happen. The database, not this, keeps other processes apart.
"""

import functools
import threading


def one_at_a_time(function):
    """Decorate a function without arguments so that calls during a run fold into one more run."""
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
