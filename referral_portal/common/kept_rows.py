"""Read the columns of one queryset with a statement that is built once and kept.

For a short query that many pages make: building it costs more than finding its rows. Rows of several
tables, as instances of their models, are for `Together`.
"""

import json
from collections.abc import Callable
from itertools import chain

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from referral_portal.common.statements import Given, KeptStatement


class KeptRows:
    """A queryset of `values_list`, with a `Given` where a value of the page stands.

    `rows` is called once for each database, on the first read, because models are not ready when
    modules load. `is_prepared` is that of `KeptStatement`.
    """

    def __init__(self, rows: Callable[[], QuerySet], *, is_prepared: bool = True) -> None:
        self._rows, self._is_prepared = rows, is_prepared
        self._by_alias: dict[str, _Statement] = {}

    def read(self, *, using: str = DEFAULT_DB_ALIAS, **given: object) -> list[tuple]:
        """Return the rows of the queryset, with one query."""
        if using not in self._by_alias:
            self._by_alias[using] = _Statement(self._rows(), using, self._is_prepared)
        return self._by_alias[using].read(given)


class _Statement:
    def __init__(self, rows: QuerySet, using: str, is_prepared: bool) -> None:
        self.using, self.kept = using, None
        compiler = rows.query.get_compiler(using)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:  # such as `none()`: it has no statement
            return
        self.kept = KeptStatement(sql, params, is_prepared=is_prepared)
        self.columns = Columns(compiler)

    def read(self, given: dict) -> list[tuple]:
        if self.kept is None:
            return []
        with connections[self.using].cursor() as cursor:
            self.kept.execute(cursor, connections[self.using], given)
            found = cursor.fetchall()
        return self.columns.converted(found)


class Columns:
    """The columns of a statement, and how their values become those of the model."""

    def __init__(self, compiler: SQLCompiler) -> None:
        self.using = compiler.using
        found = compiler.get_converters([column for column, *_ in compiler.select])
        self.converters = [(at, *one) for at, one in found.items()]

    def converted(self, rows: list[tuple]) -> list[tuple]:
        """Return `rows` with each value as its model has it."""
        if not self.converters:
            return rows
        connection = connections[self.using]
        return [self._row(row, connection) for row in rows]

    def _row(self, row: tuple, connection: BaseDatabaseWrapper) -> tuple:
        values = list(row)
        for at, converters, column in self.converters:
            for convert in converters:
                values[at] = convert(values[at], column, connection)
        return tuple(values)


class GivenMany(Given):
    """Ids in a queryset that are not known, and not how many, until the rows are read."""

    def value(self, given: dict, connection) -> str:
        """Return the ids as one parameter."""
        values = [self.output_field.get_db_prep_value(one, connection) for one in given[self.name]]
        if connection.vendor == "postgresql":
            return f"{{{','.join(map(str, values))}}}"
        return json.dumps(values)

    def type_in(self, connection) -> str:
        """Return the type of the parameter: a list."""
        return f"{super().type_in(connection)}[]"


class OneOf(Func):
    """Whether a column has one of the ids that are given: a condition for `filter`."""

    output_field = BooleanField()

    def __init__(self, column: str, ids: GivenMany) -> None:
        super().__init__(F(column), ids)

    def as_sql(self, compiler, connection, **context):
        """Return "column = ANY (ids)", or what SQLite has for it."""
        parts = [compiler.compile(one) for one in self.source_expressions]
        (left, _), (right, _) = parts
        params = list(chain.from_iterable(params for _, params in parts))
        if connection.vendor == "postgresql":
            return f"{left} = ANY ({right})", params
        return f"{left} IN (SELECT value FROM json_each({right}))", params  # noqa: S608 (no value)
