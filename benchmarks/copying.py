"""Load rows into PostgreSQL with COPY, table by table; constraints and indexes stay on.

A row names every column that may not be empty, so that a changed model stops the benchmark. JSON
columns take JSON text, and encrypted columns take the plain value.
"""

import io
import itertools
from types import SimpleNamespace

from django.core.management.color import no_style
from django.db import connections, models, router
from django.db.models.fields import NOT_PROVIDED

from safeguarding.columns import sealed_fields

# The backslash comes first, because the others add backslashes.
ESCAPES = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"))


class Table:
    """The rows of one model that are still to be copied."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self.alias = router.db_for_write(model)
        fields = model._meta.concrete_fields
        self.names = [field.attname for field in fields]
        self.columns = [field.column for field in fields]
        # Columns that a form or a verb may leave empty may be left out here too.
        left_out = [field for field in fields if field.has_default() or field.null or field.blank]
        self.changing = {field.attname: field.get_default for field in left_out}
        self.constant = {
            field.attname: _text(field.get_default())
            for field in left_out
            if field.default is NOT_PROVIDED or not callable(field.default)
        }
        self.sealed = sealed_fields(model)
        key = model._meta.pk
        self.numbers = None
        if isinstance(key, models.AutoField | models.BigAutoField):
            last = model._default_manager.using(self.alias).aggregate(last=models.Max("pk"))["last"]
            self.numbers, self.key = itertools.count((last or 0) + 1), key.attname
        self.total = 0
        self._buffer = io.StringIO()

    def add(self, **values: object) -> int | None:
        """Keep one row; return its number in a table with numbers; raise KeyError for a missing column."""
        number = None
        if self.numbers is not None:
            number = values[self.key] = next(self.numbers)
        if self.sealed:
            # What a value is bound to; a whole row of the model takes longer to make.
            row = SimpleNamespace(
                _meta=self.model._meta, pk=values[self.model._meta.pk.attname],
                case_id=values.get("case_id"),
            )  # fmt: skip
        for field in self.sealed:
            name = field.attname
            value = values[name] if name in values else self.changing[name]()
            values[name] = None if value is None else bytes(field.sealed(value, row))
        line = [
            _text(values.pop(name)) if name in values else self._left_out(name)
            for name in self.names
        ]
        if values:
            raise KeyError(f"{self.model.__name__} has no {', '.join(values)}")
        self._buffer.write("\t".join(line))
        self._buffer.write("\n")
        self.total += 1
        return number

    def _left_out(self, name: str) -> str:
        return self.constant[name] if name in self.constant else _text(self.changing[name]())

    def take(self) -> io.StringIO:
        """Return the kept rows and forget them."""
        taken, self._buffer = self._buffer, io.StringIO()
        return taken

    def copy(self, rows: io.StringIO) -> None:
        """Send `rows` over this thread's connection, in the caller's transaction."""
        rows.seek(0)
        columns = ", ".join(f'"{column}"' for column in self.columns)
        with connections[self.alias].cursor() as cursor:
            statement = f'COPY "{self.model._meta.db_table}" ({columns}) FROM STDIN'
            cursor.cursor.copy_expert(statement, rows)

    def leave_numbers(self) -> None:
        """Set the database's sequence to the last number here."""
        connection = connections[self.alias]
        with connection.cursor() as cursor:
            for reset in connection.ops.sequence_reset_sql(no_style(), [self.model]):
                cursor.execute(reset)


def _text(value: object) -> str:
    """Return one value in PostgreSQL's text format."""
    if value is None:
        return "\\N"
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    text = str(value)
    if isinstance(value, str):
        for character, escape in ESCAPES:
            if character in text:
                text = text.replace(character, escape)
    return text
