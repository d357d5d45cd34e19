"""Empty the databases after a test with real transactions, without the cost of Django's `flush`.

`flush` truncates every table and makes all permissions anew, however little a test wrote. Here only the
tables with rows are emptied. The rows that `flush` leaves are kept in memory and compared after each
test; when they differ, `flush` runs again.
"""

from django.core.management import call_command
from django.db import connections, transaction
from django.test import TransactionTestCase

# By alias: the rows that Django's own receivers write into an empty database.
_left: dict[str, dict[str, list[tuple]]] = {}


def empty_quickly() -> None:
    """Let every later test with real transactions end like this."""
    TransactionTestCase._fixture_teardown = _teardown


def _teardown(case: TransactionTestCase) -> None:
    for alias in case._databases_names(include_mirrors=False):
        empty(alias)


def empty(alias: str) -> None:
    """Leave what `flush` leaves: no row but those of Django's own receivers."""
    if not _is_emptied(alias):
        call_command("flush", verbosity=0, interactive=False, database=alias, reset_sequences=False)
        _left[alias] = {table: _rows(alias, table) for table in _filled(alias, _tables(alias))}


def _is_emptied(alias: str) -> bool:
    """Empty all tables but those that `flush` fills; return whether these are as it left them."""
    if alias not in _left:
        return False
    tables = _tables(alias)
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        if connections[alias].vendor == "postgresql":
            # As TRUNCATE does, wait for every open transaction. Then delete without looking at keys.
            cursor.execute(f"LOCK TABLE {', '.join(map(_quoted, tables))}")
            cursor.execute("SET LOCAL session_replication_role = replica")
        for table in _filled(alias, tables) - _left[alias].keys():
            cursor.execute(f"DELETE FROM {_quoted(table)}")
        return all(_rows(alias, table) == rows for table, rows in _left[alias].items())


def _tables(alias: str) -> list[str]:
    found = connections[alias].introspection.django_table_names(
        only_existing=True, include_views=False
    )
    return sorted(found)


def _filled(alias: str, tables: list[str]) -> set[str]:
    question = " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {_quoted(table)})" for table in tables
    )
    with connections[alias].cursor() as cursor:
        cursor.execute(question)
        return {table for (table,) in cursor.fetchall()}


def _rows(alias: str, table: str) -> list[tuple]:
    with connections[alias].cursor() as cursor:
        cursor.execute(f"SELECT * FROM {_quoted(table)} ORDER BY 1")
        return cursor.fetchall()


def _quoted(table: str) -> str:
    return f'"{table}"'
