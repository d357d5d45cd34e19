"""Take indexes, and unique and foreign keys off tables while many rows are copied, and put them back.

Kept up row by row, they take most of the time; built at the end, each is one pass over its table. The
server checks every row again while it builds them, so a row that breaks one still stops the benchmark.
Primary keys and checks stay on all the time.
"""

import contextlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

OURS = "t.relnamespace = current_schema()::regnamespace AND t.relname = ANY(%s)"
INDEXES = f"""
    SELECT t.relname, i.relname, pg_get_indexdef(i.oid)
    FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
    WHERE {OURS} AND NOT EXISTS (
        SELECT FROM pg_constraint c WHERE c.conindid = i.oid AND c.contype IN ('p', 'u', 'x')
    )
    ORDER BY t.relname, i.relname
"""
CONSTRAINTS = f"""
    SELECT t.relname, c.conname, pg_get_constraintdef(c.oid)
    FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
    WHERE {OURS} AND c.contype = ANY(%s)
    ORDER BY t.relname, c.conname
"""
FOREIGN, UNIQUE = ["f"], ["u", "x"]  # as PostgreSQL calls them; "x" lets no two rows overlap
WORK_MEMORY = "512MB"  # of one index being built


@contextlib.contextmanager
def bare(alias: str, tables: Sequence[str]) -> Iterator[None]:
    """Keep `tables` of one database without what slows copying down, and put it back in every case.

    Raises IntegrityError for rows that break a constraint.
    """
    names = list(tables)
    with connections[alias].cursor() as cursor:
        cursor.execute(INDEXES, [names])
        indexes = cursor.fetchall()
        cursor.execute(CONSTRAINTS, [names, FOREIGN])
        foreign = cursor.fetchall()
        cursor.execute(CONSTRAINTS, [names, UNIQUE])
        unique = cursor.fetchall()
        for table, name, _ in (*foreign, *unique):
            cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
        for _, name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    try:
        yield
    finally:
        built = {table: [] for table in names}
        for table, _, definition in indexes:
            built[table].append(definition)
        for table, name, definition in unique:
            built[table].append(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}')
        _run_all(alias, built.values())
        # To add a foreign key locks both tables, so they are added one by one and checked afterwards.
        checked = {table: [] for table in names}
        with connections[alias].cursor() as cursor:
            for table, name, definition in foreign:
                cursor.execute(
                    f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition} NOT VALID'
                )
                checked[table].append(f'ALTER TABLE "{table}" VALIDATE CONSTRAINT "{name}"')
        _run_all(alias, checked.values())


def _run_all(alias: str, groups: Iterator[list[str]]) -> None:
    """Run each table's statements one after the other, and several tables at once."""
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as builders:
        for done in [builders.submit(_run, alias, group) for group in groups]:
            done.result()


def _run(alias: str, statements: list[str]) -> None:
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute(f"SET maintenance_work_mem = '{WORK_MEMORY}'")
            cursor.execute("SET statement_timeout = 0")  # that of the pages is too short
            for statement in statements:
                cursor.execute(statement)
    finally:
        connections[alias].close()
