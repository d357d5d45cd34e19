"""Turn the pages of a list without counting: each page starts after the last row of the one before.

The place in the list is in the address as the values of that row's ordering columns, so the tenth
page costs what the first costs. Order by moments, numbers and ids only: an address must never hold
anything about a person. What the rows are, and who may see them, is for the caller.
"""

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, Expression, F, Field, Func, Model, Q, QuerySet, Value

AFTER, BEFORE = "after", "before"
MARK = "~"
LONGEST = 200  # characters of a place in the list; a longer one is not ours


@dataclass(frozen=True)
class Page:
    """The rows of one page, and the addresses of its neighbours (or empty)."""

    rows: list
    previous_url: str
    next_url: str


@dataclass(frozen=True)
class Column:
    """One column that orders the list."""

    name: str
    falls: bool

    def value_in(self, row):
        """Return the value of this column in `row`, a model instance or a row of `values()`."""
        return row[self.name] if isinstance(row, dict) else getattr(row, self.name)


def columns_of(order: Sequence[str]) -> list[Column]:
    """Return the columns of an order that is written as for `order_by`."""
    return [Column(name.removeprefix("-"), name.startswith("-")) for name in order]


class RowBeyond(Func):
    """Whether a row comes after a place: a comparison of rows, which one index can answer."""

    output_field = BooleanField()

    def __init__(self, model: type[Model], columns: Sequence[Column], place: Sequence) -> None:
        self.sign = "<" if columns[0].falls else ">"
        fields = [model._meta.get_field(column.name) for column in columns]
        super().__init__(
            *(F(column.name) for column in columns),
            *(_value(value, field) for value, field in zip(place, fields, strict=True)),
        )

    def as_sql(self, compiler, connection, **context):
        """Return "(columns) > (values)"."""
        parts = [compiler.compile(one) for one in self.source_expressions]
        half = len(parts) // 2
        left = ", ".join(sql for sql, _ in parts[:half])
        right = ", ".join(sql for sql, _ in parts[half:])
        params = [param for _, params in parts for param in params]
        return f"({left}) {self.sign} ({right})", params


def _value(value, field: Field) -> Expression:
    """Return a value of a place as an expression; it is one already where it is given later."""
    return value if isinstance(value, Expression) else Value(value, field)


class ListReader(ABC):
    """Where a list comes from; a subclass may read it with a statement of its own."""

    model: type[Model]
    has_hidden_places = False  # whether an address has only the last column of a place

    @abstractmethod
    def read(self, columns: Sequence[Column], place: list | None, most: int) -> list:
        """Return the first `most` rows in the order of `columns`, beyond `place` if there is one."""

    @abstractmethod
    def look_up(self, columns: Sequence[Column], value) -> list | None:
        """Return the place of the row whose last column is `value`, or None if there is none."""


class Querysets(ListReader):
    """A list of querysets, each of which is read along its own index, with one query for each."""

    def __init__(self, sources: Sequence[QuerySet], places: QuerySet | None) -> None:
        self.sources, self.places = sources, places
        self.model, self.has_hidden_places = sources[0].model, places is not None

    def read(self, columns: Sequence[Column], place: list | None, most: int) -> list:
        found = [row for source in self.sources for row in first_of(source, columns, place, most)]
        if len(self.sources) > 1:
            # Sorting is stable: the last column first, so that the first one decides.
            for column in reversed(columns):
                found.sort(key=column.value_in, reverse=column.falls)
        return found[:most]

    def look_up(self, columns: Sequence[Column], value) -> list | None:
        names = [column.name for column in columns]
        found = self.places.order_by().filter(**{names[-1]: value}).values_list(*names).first()
        return list(found) if found else None


def first_of(
    rows: QuerySet, columns: Sequence[Column], place: Sequence | None, most: int
) -> QuerySet:
    """Return the first `most` of `rows`, beyond `place` if there is one."""
    order = [f"-{column.name}" if column.falls else column.name for column in columns]
    where = beyond(rows.model, columns, place) if place else Q()
    return rows.filter(where).order_by(*order)[:most]


def page_of(
    rows: QuerySet | Sequence[QuerySet] | ListReader,
    *,
    order: tuple[str, ...],
    params: Mapping[str, str],
    size: int,
    kept: Mapping[str, str] | None = None,
    places: QuerySet | None = None,
) -> Page:
    """Return the page of `rows` that the query parameters `params` ask for.

    `order` names columns as `order_by` does, the last one unique. Several querysets make one list,
    each read along its own index: one query for each. The addresses also carry `kept`, the filters
    of the list. A place in the list that cannot be read gives the first page.

    With `places`, the addresses carry only the last column, and the row there is looked up in
    `places`: for an order by a name, say. A row that `places` does not have gives the first page.
    """
    reader = rows
    if not isinstance(reader, ListReader):
        reader = Querysets([rows] if isinstance(rows, QuerySet) else list(rows), places)
    columns = columns_of(order)
    in_address = columns[-1:] if reader.has_hidden_places else columns
    direction, place = _asked(reader.model, in_address, params)
    if place and reader.has_hidden_places:
        place = reader.look_up(columns, place[0])
    backwards = direction == BEFORE
    if backwards:
        columns = [Column(column.name, not column.falls) for column in columns]
    found = reader.read(columns, place, size + 1)
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_next = bool(place) if backwards else more
    has_previous = more if backwards else bool(place)
    return Page(
        rows=found,
        previous_url=_url(found[:1], in_address, BEFORE, kept) if has_previous else "",
        next_url=_url(found[-1:], in_address, AFTER, kept) if has_next else "",
    )


def beyond(model: type[Model], columns: list[Column], place: list) -> Q:
    """Return the condition on rows that come after `place`."""
    if len({column.falls for column in columns}) == 1:
        return Q(RowBeyond(model, columns, place))
    first, value = columns[0], place[0]
    # Implied by the rest, but it lets the database start at the right place of its index.
    beyond = Q(**{f"{first.name}__{'lte' if first.falls else 'gte'}": value})
    further, same = Q(), Q()
    for column, value in zip(columns, place, strict=True):
        side = "lt" if column.falls else "gt"
        further |= same & Q(**{f"{column.name}__{side}": value})
        same &= Q(**{column.name: value})
    return beyond & further


def _asked(model, columns: list[Column], params: Mapping[str, str]) -> tuple[str, list | None]:
    for direction in (AFTER, BEFORE):
        text = params.get(direction, "")
        parts = text.split(MARK)
        if text and len(text) <= LONGEST and len(parts) == len(columns):
            try:
                return direction, [
                    _read_value(model._meta.get_field(column.name), part)
                    for column, part in zip(columns, parts, strict=True)
                ]
            except (ValidationError, OverflowError):
                break
    return AFTER, None


def _read_value(field, text: str):
    """Return the value that `text` stands for in `field`.

    Raises ValidationError, or OverflowError for a moment that is outside the calendar in UTC.
    """
    value = field.to_python(text)
    field.run_validators(value)
    return value.astimezone(dt.UTC) if isinstance(value, dt.datetime) else value


def _url(rows: list, columns: list[Column], direction: str, kept: Mapping[str, str] | None) -> str:
    if not rows:
        return ""
    return "?" + urlencode({**(kept or {}), direction: _place(rows[0], columns)})


def place_of(row, order: tuple[str, ...]) -> str:
    """Return the place of `row` in a list with this order, as an address carries it."""
    return _place(row, columns_of(order))


def _place(row, columns: list[Column]) -> str:
    values = (column.value_in(row) for column in columns)
    texts = (value.isoformat() if hasattr(value, "isoformat") else str(value) for value in values)
    return MARK.join(texts)
