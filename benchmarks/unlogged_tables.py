"""Keep the tables of a benchmark out of the log from which PostgreSQL recovers after a crash.

A million referrals are some fifty gigabytes; with the log the disk would write half as much again.
Only for databases that are deleted after the run: a server that crashes empties such tables.
"""

from django.db import connections

LOGGED = """
    SELECT relname FROM pg_class WHERE relkind = 'r' AND relpersistence = 'p'
    AND relnamespace = current_schema()::regnamespace
"""
REFERS = """
    SELECT DISTINCT t.relname, r.relname FROM pg_constraint c
    JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class r ON r.oid = c.confrelid
    WHERE c.contype = 'f' AND t.oid <> r.oid AND r.relnamespace = current_schema()::regnamespace
"""


def leave_the_log(alias: str) -> None:
    """Take every table of one database out of the log.

    A table in the log must not refer to one outside it, so a table waits for those that refer to it.
    Raises RuntimeError if some wait for each other.
    """
    with connections[alias].cursor() as cursor:
        cursor.execute(REFERS)
        refers = cursor.fetchall()
        cursor.execute(LOGGED)
        left = {name for (name,) in cursor.fetchall()}
        while left:
            ready = left - {to for table, to in refers if table in left}
            if not ready:
                raise RuntimeError(f"These tables refer to each other: {sorted(left)}")
            for table in sorted(ready):
                cursor.execute(f'ALTER TABLE "{table}" SET UNLOGGED')
            left -= ready
