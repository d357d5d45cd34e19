"""Add one row with a statement that is built once: for rows that nearly every page adds.

Building an INSERT costs more than running it. Django writes the statement; no signal is sent, and no
field sets its own value.
"""

from collections.abc import Collection

from django.db import connections, router
from django.db.models import Model
from django.db.models.constants import OnConflict
from django.db.models.sql import InsertQuery

from referral_portal.common.statements import Given


class KeptInsert:
    """The INSERT of one model.

    With `unique` and `updated`, a row that has the same values in the columns `unique` already takes
    those of the columns `updated` instead.
    """

    def __init__(
        self, model: type[Model], *, unique: Collection[str] = (), updated: Collection[str] = ()
    ) -> None:
        self.model, self.unique, self.updated = model, unique, updated
        self._sql: dict[str, str] = {}

    def add(self, row: Model) -> None:
        """Add `row`, which is not stored yet, and give it its key."""
        using = router.db_for_write(self.model, instance=row)
        connection = connections[using]
        values = [
            field.get_db_prep_save(getattr(row, field.attname), connection)
            for field in self._fields
        ]
        if using not in self._sql:
            self._sql[using] = self._statement(using)
        with connection.cursor() as cursor:
            cursor.execute(self._sql[using], values)
            [row.pk] = cursor.fetchone()
        row._state.adding, row._state.db = False, using

    def where_any(self, rows: str, using: str) -> tuple[str, list[Given]]:
        """Return a part of a statement, which adds a row if the part of the name `rows` has one.

        Its parameters are the values of `given_by` that row. Only PostgreSQL knows such a statement.
        """
        places = ", ".join(["%s"] * len(self._fields))
        before, after = self._statement(using).split(f" VALUES ({places})")
        sql = f"{before} SELECT {places} WHERE EXISTS (SELECT FROM {rows}){after}"  # noqa: S608
        return sql, [Given(self._name(field), field) for field in self._fields]

    def given_by(self, row: Model) -> dict[str, object]:
        """Return the values of `row` by the names of their parameters."""
        return {self._name(field): getattr(row, field.attname) for field in self._fields}

    @property
    def _fields(self) -> list:
        return [field for field in self.model._meta.concrete_fields if not field.primary_key]

    def _name(self, field) -> str:
        return f"{self.model._meta.label} {field.attname}"

    def _statement(self, using: str) -> str:
        meta = self.model._meta
        query = InsertQuery(
            self.model,
            on_conflict=OnConflict.UPDATE if self.updated else None,
            update_fields=[meta.get_field(name) for name in self.updated],
            unique_fields=[meta.get_field(name) for name in self.unique],
        )
        query.insert_values(self._fields, [self.model()])
        compiler = query.get_compiler(using)
        compiler.returning_fields = [meta.pk]
        [(sql, _)] = compiler.as_sql()
        return sql
