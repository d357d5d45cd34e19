"""Calls that start at the same moment, each on a connection of its own, for races on PostgreSQL."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from tests.patience import A_MINUTE


def at_once(run, items) -> list:
    """Call `run` for every item at the same moment, and return the results in the order of `items`."""
    barrier = threading.Barrier(len(items))

    def one(item):
        try:
            connection.ensure_connection()
            barrier.wait(timeout=A_MINUTE)
            return run(item)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(items)) as threads:
        return list(threads.map(one, items))
