"""Keep a statement that is built once, so that PostgreSQL plans it once for each connection.

Planning a statement that joins many tables takes longer than finding its rows. What a statement reads,
and who may read it, is for the caller.
"""

import itertools
from collections.abc import Sequence
from weakref import WeakKeyDictionary

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import Expression, Field

MOST_PREPARED = 250  # statements that one connection keeps
_numbers = itertools.count(1)
_prepared: WeakKeyDictionary[object, set[str]] = WeakKeyDictionary()


class Given(Expression):
    """A value in a queryset that is not known until the rows are read."""

    def __init__(self, name: str, field: Field) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler, connection) -> tuple[str, list]:
        """Return a place for the value, with this expression in place of the value."""
        return "%s", [self]

    def value(self, given: dict, connection):
        """Return the value as the database expects it."""
        return self.output_field.get_db_prep_value(given[self.name], connection)

    def type_in(self, connection) -> str:
        """Return the type that the database has for the value."""
        return self.output_field.db_type(connection)


class KeptStatement:
    """A statement with its parameters, of which each `Given` has its value on every call.

    With `is_prepared=False` PostgreSQL plans it each time: for one whose best plan depends on its values.
    `adds` says that it adds rows, and its name says so too.
    """

    def __init__(
        self, sql: str, params: Sequence, *, is_prepared: bool = True, adds: bool = False
    ) -> None:
        self.is_prepared = is_prepared
        self.sql, self.params = sql, params
        self.name = f"{'kept_adding' if adds else 'kept'}_{next(_numbers)}"

    def execute(
        self, cursor: CursorWrapper, connection: BaseDatabaseWrapper, given: dict[str, object]
    ) -> None:
        """Run it on `cursor`, which is one of `connection`."""
        if self.is_prepared and _keeps_statements(connection):
            values = [one for one in self.params if isinstance(one, Given)]
            self._prepare(connection)
            places = f" ({', '.join(['%s'] * len(values))})" if values else ""
            sql = f"EXECUTE {self.name}{places}"
        else:
            sql, values = self.sql, self.params
        cursor.execute(
            sql,
            [one.value(given, connection) if isinstance(one, Given) else one for one in values],
        )

    def _prepare(self, connection: BaseDatabaseWrapper) -> None:
        """Let PostgreSQL parse the statement, once for each connection."""
        names = _prepared.setdefault(connection.connection, set())
        if self.name in names:
            return
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            if len(names) >= MOST_PREPARED:
                cursor.execute("DEALLOCATE ALL")
                names.clear()
            numbers = itertools.count(1)
            types, parts = [], []
            for param in self.params:
                if isinstance(param, Given):
                    types.append(param.type_in(connection))
                    parts.append(f"${next(numbers)}")
                else:
                    parts.append(cursor.mogrify("%s", [param]).decode())
            declared = f" ({', '.join(types)})" if types else ""
            cursor.execute(f"PREPARE {self.name}{declared} AS {self.sql % tuple(parts)}")
        names.add(self.name)


def _keeps_statements(connection: BaseDatabaseWrapper) -> bool:
    """Return whether the next statement meets the same session: not so behind a pool."""
    return connection.vendor == "postgresql" and not connection.settings_dict.get(
        "DISABLE_SERVER_SIDE_CURSORS"
    )
