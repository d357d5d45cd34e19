"""Read rows of several tables in one query.

A page that shows a dozen short lists about one row spends more time in the round trips, and in building
each query, than in the database. Here the querysets of such a page become one statement, which is built
once and kept. The rows are instances of the models, as if each queryset had been read alone.
"""

import contextlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import (
    BooleanField,
    CharField,
    Expression,
    Field,
    IntegerField,
    JSONField,
    Model,
    QuerySet,
    TextField,
)
from django.db.models.base import ModelState
from django.db.models.query import RelatedPopulator, get_related_populators

from referral_portal.common.kept_inserts import KeptInsert
from referral_portal.common.statements import KeptStatement

# What PostgreSQL writes into JSON as the model has it.
AS_IN_JSON = (BooleanField, CharField, IntegerField, JSONField, TextField)


class Together:
    """Querysets by name, with a `Given` where a value of the page stands.

    `parts` is called once, on the first read, because models are not ready when modules load. A part
    may join tables with `select_related` and leave columns out with `only`; it can have at most 100
    columns, no annotation and no parameter that is not a `Given`, a `Found` or constant.

    With `adding` there is one part, and where it has a row, reading adds a row for each of these too.
    """

    def __init__(
        self, parts: Callable[[], dict[str, QuerySet]], *, adding: Sequence[KeptInsert] = ()
    ) -> None:
        self._parts, self._adding = parts, adding
        self._by_alias: dict[str, _Statement] = {}

    def read(
        self, *, using: str = DEFAULT_DB_ALIAS, added: Sequence[Model] = (), **given
    ) -> dict[str, list[Model]]:
        """Return the rows of every part, in no order, with one query; `added` are for `adding`."""
        if using not in self._by_alias:
            self._by_alias[using] = _Statement(self._parts(), self._adding, using)
        return self._by_alias[using].read(given, added)


class Found(Expression):
    """The value of a column in the one row of the part `part`, which stands before and reads whole rows.

    Where that part has no row, no row of a part that compares with this is found either.
    """

    def __init__(self, part: str, field: Field) -> None:
        super().__init__(output_field=field)
        self.part, self.at = part, field.model._meta.concrete_fields.index(field)

    def as_sql(self, compiler, connection) -> tuple[str, list]:
        """Return a look at the row."""
        return f'(SELECT c{self.at} FROM "{self.part}")', []  # noqa: S608 (no value stands in it)


class _Statement:
    """The one statement of several querysets for one database."""

    def __init__(
        self, parts: dict[str, QuerySet], adding: Sequence[KeptInsert], using: str
    ) -> None:
        self.using, self.adding = using, adding
        self.names = list(parts)
        self.parts = []
        for name, rows in parts.items():
            with contextlib.suppress(EmptyResultSet):  # such as `none()`: it has no statement
                self.parts.append(_Part(name, rows, using))
        known = {part.name for part in self.parts}
        self.parts = [part for part in self.parts if part.needs <= known]
        heads, reads = [], []
        function = "json_build_array" if self._is_postgresql else "json_array"
        for number, part in enumerate(self.parts):
            columns = [f"c{one}" for one in range(part.width)]
            heads.append(f'"{part.name}" ({", ".join(columns)}) AS ({part.sql})')
            row = f"CAST({function}({', '.join(columns)}) AS text)"
            reads.append(f'SELECT {number}, {row} FROM "{part.name}"')  # noqa: S608 (no value in it)
        params = [param for part in self.parts for param in part.params]
        if self.parts and self._is_postgresql:
            for insert in adding:
                sql, values = insert.where_any(f'"{self.parts[0].name}"', using)
                heads.append(f"{insert.model._meta.db_table}_added AS ({sql})")
                params += values
        sql = f"WITH {', '.join(heads)} {' UNION ALL '.join(reads)}"
        self.kept = KeptStatement(sql, params, adds=bool(adding))

    @property
    def _is_postgresql(self) -> bool:
        return connections[self.using].vendor == "postgresql"

    def read(self, given: dict, added: Sequence[Model]) -> dict[str, list[Model]]:
        adding = list(zip(self.adding, added, strict=True))
        if self._is_postgresql:
            for insert, row in adding:
                given |= insert.given_by(row)
        if self._is_postgresql or not adding or not self.parts:
            return self._rows(given)
        # On SQLite a statement that reads cannot add.
        with transaction.atomic(using=self.using):
            found = self._rows(given)
            if any(found.values()):
                for insert, row in adding:
                    insert.add(row)
        return found

    def _rows(self, given: dict) -> dict[str, list[Model]]:
        found: dict[str, list[Model]] = {name: [] for name in self.names}
        if not self.parts:
            return found
        with connections[self.using].cursor() as cursor:
            self.kept.execute(cursor, connections[self.using], given)
            for number, row in cursor:
                part = self.parts[number]
                found[part.name].append(part.instance(json.loads(row)))
        return found


class _Part:
    """One queryset: its statement, and how a row of it becomes an instance of its model."""

    def __init__(self, name: str, rows: QuerySet, using: str) -> None:
        self.name, self.using = name, using
        self.compiler = rows.query.get_compiler(using)
        self.sql, self.params = self.compiler.as_sql()
        self.needs = set(re.findall(r'\(SELECT c\d+ FROM "(\w+)"\)', self.sql))  # see `Found`
        self.select, self.made_of = self.compiler.select, self.compiler.klass_info
        self.width = len(self.select)

    @cached_property
    def converters(self) -> list[tuple[int, Callable]]:
        """What makes a value of JSON the value that the model has, by column."""
        connection = connections[self.using]
        if connection.vendor != "postgresql":
            found = self.compiler.get_converters([column for column, *_ in self.select])
            return [
                (at, _chain(converters, column, connection))
                for at, (converters, column) in found.items()
            ]
        fields = [column.output_field for column, *_ in self.select]
        return [
            (at, field.to_python)
            for at, field in enumerate(fields)
            if not isinstance(field, AS_IN_JSON)
        ]

    @cached_property
    def populators(self) -> list:
        """What fills in the rows that the queryset joins; what Django does for its own querysets."""
        found = get_related_populators(self.made_of, self.select, self.using)
        for one in _with_inner(found):
            one.model_cls = _Maker(one.model_cls)
        return found

    @cached_property
    def maker(self) -> "_Maker":
        """What makes an instance of the model of this part."""
        return _Maker(self.made_of["model"])

    @cached_property
    def own_columns(self) -> tuple[slice, list[str]]:
        """Where the model's own columns stand, and their names."""
        at = self.made_of["select_fields"]
        where = slice(at[0], at[-1] + 1)
        return where, [column.target.attname for column, *_ in self.select[where]]

    def instance(self, row: list) -> Model:
        for at, convert in self.converters:
            if row[at] is not None:
                row[at] = convert(row[at])
        where, names = self.own_columns
        one = self.maker.from_db(self.using, names, row[where])
        for populator in self.populators:
            populator.populate(row, one)
        return one


class _Maker:
    """Makes instances of a model from stored values, in a quarter of the time that Django needs.

    No signal is sent, and no default is looked for.
    """

    def __init__(self, model: type[Model]) -> None:
        self.model = model
        if (
            model.from_db.__func__ is not Model.from_db.__func__
            or model.__init__ is not Model.__init__
        ):
            raise TypeError(f"{model._meta.label} makes its instances in a way of its own.")

    def from_db(self, using: str, names: Sequence[str], values: Sequence) -> Model:
        """Return the instance that `from_db` of the model returns; a column that is not named is deferred."""
        one = self.model.__new__(self.model)
        one._state = state = ModelState()
        state.adding, state.db = False, using
        one.__dict__.update(zip(names, values, strict=True))
        return one


def _with_inner(populators: Iterable[RelatedPopulator]) -> Iterator[RelatedPopulator]:
    for one in populators:
        yield one
        yield from _with_inner(one.related_populators)


def attach(one: Model, name: str, rows: Sequence[Model]) -> None:
    """Give `one` the rows of its relation `name`, as `prefetch_related` does, so that `all` finds them."""
    found = getattr(one, name).get_queryset()
    found._result_cache, found._prefetch_done = list(rows), True
    one.__dict__.setdefault("_prefetched_objects_cache", {})[name] = found


def _chain(converters: list[Callable], column, connection) -> Callable:
    def convert(value):
        for converter in converters:
            value = converter(value, column, connection)
        return value

    return convert
