"""Read the first rows of a long list, and how many it has, with one statement that is built once.

The parts of a list, one for each index, are walked side by side; the database puts them into one order.
Only the rows that are shown are joined with what is shown of them. What the rows are, and who may see
them, is for the caller.
"""

from collections.abc import Sequence

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

from referral_portal.common.kept_rows import Columns
from referral_portal.common.paging import Column, first_of
from referral_portal.common.statements import Given, KeptStatement

FIRST = "(SELECT 1 FROM walked LIMIT {})"


def length_of(
    parts: Sequence[QuerySet], columns: Sequence[Column], most: int, using: str
) -> tuple[str, list]:
    """Return the SQL of one number, how many rows `parts` have up to `most`, and its parameters.

    Each part is walked in the order of its index. Without an order the database may read all of it.
    """
    walks, params = [], []
    for part in parts if most else ():
        try:
            first = first_of(part, columns, None, most).values_list("pk")
            sql, more = first.query.get_compiler(using).as_sql()
        except EmptyResultSet:  # a part that can have no rows
            continue
        walks.append(f"SELECT * FROM ({sql}) AS walk{len(walks)}")  # noqa: S608 (no value in it)
        params += more
    walked = " UNION ALL ".join(walks) or "SELECT 1 WHERE FALSE"
    limited = f"SELECT * FROM ({walked}) AS walked LIMIT {most}"  # noqa: S608
    return f"SELECT count(*) AS n FROM ({limited}) AS counted", params  # noqa: S608


class ListStatement:
    """The statement of a list in one order, from one place on or from its beginning.

    `shown` are the columns of a row. The list is counted up to `counted` rows.
    """

    def __init__(
        self,
        parts: Sequence[QuerySet],
        *,
        shown: Sequence[str],
        columns: Sequence[Column],
        has_place: bool,
        most: int,
        counted: int,
        using: str,
    ) -> None:
        self.using = using
        self.names = list(dict.fromkeys([*shown, *(column.name for column in columns)]))
        rows, pk = parts[0].model._default_manager.order_by(), parts[0].model._meta.pk.name
        self.id_at = self.names.index(pk) + 1
        place = self._place(rows, columns) if has_place else None
        keys = list(dict.fromkeys([*(column.name for column in columns), pk]))
        # From its beginning a list is counted by the walk that finds its rows.
        walked = most if has_place else max(most, counted)
        heads, params = self._parts(
            [first_of(part, columns, place, walked).values_list(*keys) for part in parts], keys
        )
        if not heads:
            self.kept = None
            return
        if has_place:
            number, more = length_of(parts, columns, counted, using)
        else:
            number, more = f"SELECT count(*) AS n FROM {FIRST.format(counted)} AS one", []  # noqa: S608
        compiler = rows.values_list(*self.names).query.get_compiler(using)
        sql, joined = compiler.as_sql()
        self.columns = Columns(compiler)
        found = " UNION ALL ".join(f"SELECT * FROM p{at}" for at in range(len(heads)))  # noqa: S608
        order = ", ".join(f"{one.name}{' DESC' if one.falls else ''}" for one in columns)
        self.kept = KeptStatement(
            # No value stands in it.
            f"WITH {', '.join(heads)}, "  # noqa: S608
            f"walked AS (SELECT * FROM ({found}) AS found ORDER BY {order} LIMIT {walked}), "
            f"top AS (SELECT * FROM walked ORDER BY {order} LIMIT {most}), "
            f"shown ({self._numbered()}) AS ({sql}) SELECT counted.n, shown.* "
            f"FROM ({number}) AS counted "
            f"LEFT JOIN (top JOIN shown ON shown.c{self.id_at - 1} = top.{pk}) ON TRUE "
            f"ORDER BY {', '.join(f'top.{one}' for one in order.split(', '))}",
            [*params, *joined, *more],
        )

    def _place(self, rows: QuerySet, columns: Sequence[Column]) -> list[Given]:
        fields = [rows.model._meta.get_field(column.name) for column in columns]
        return [Given(f"place{number}", field) for number, field in enumerate(fields)]

    def _numbered(self) -> str:
        return ", ".join(f"c{number}" for number in range(len(self.names)))

    def _parts(self, parts: list[QuerySet], keys: list[str]) -> tuple[list[str], list]:
        heads, params = [], []
        for part in parts:
            try:
                sql, more = part.query.get_compiler(self.using).as_sql()
            except EmptyResultSet:  # a part that can have no rows
                continue
            heads.append(f"p{len(heads)} ({', '.join(keys)}) AS ({sql})")
            params += more
        return heads, params

    def read(self, place: Sequence | None, **given: object) -> tuple[list[dict], int]:
        """Return the rows as `values()` does, and how many the list has up to the limit."""
        if self.kept is None:
            return [], 0
        found = _found(self.kept, self.using, place, given)
        return self.rows_in(found), found[0][0]

    def rows_in(self, found: list[tuple]) -> list[dict]:
        """Return the rows of what the database has answered."""
        # An empty list is one row with the number alone.
        rows = [row[1:] for row in found if row[self.id_at] is not None]
        rows = self.columns.converted(rows)
        return [dict(zip(self.names, row, strict=True)) for row in rows]


class BesideStatement:
    """The rows beside a place in a list: the last one before it and the first one after it.

    The list is counted up to `counted` rows.
    """

    def __init__(
        self,
        parts: Sequence[QuerySet],
        *,
        shown: Sequence[str],
        columns: Sequence[Column],
        counted: int,
        using: str,
    ) -> None:
        turned = [Column(column.name, not column.falls) for column in columns]
        self.using, self.kept = using, None
        self.before, self.after = (
            ListStatement(
                parts, shown=shown, columns=way, has_place=True, most=1, counted=most, using=using
            )
            for way, most in ((turned, 0), (columns, counted))
        )
        if self.after.kept:  # and so the other
            halves = [self.before.kept, self.after.kept]
            sql = " UNION ALL ".join(
                f"SELECT half{at}.*, {at} FROM ({half.sql}) AS half{at}"  # noqa: S608 (no value in it)
                for at, half in enumerate(halves)
            )
            self.kept = KeptStatement(sql, [param for half in halves for param in half.params])

    def read(self, place: Sequence, **given: object) -> tuple[dict | None, dict | None, int]:
        """Return the row before the place, the row after it, and the length of the list."""
        if self.kept is None:
            return None, None, 0
        found = _found(self.kept, self.using, place, given)
        before, after = ([row[:-1] for row in found if row[-1] == at] for at in range(2))
        [earlier], [later] = (
            self.before.rows_in(before) or [None],
            self.after.rows_in(after) or [None],
        )
        return earlier, later, after[0][0]


def _found(kept: KeptStatement, using: str, place: Sequence | None, given: dict) -> list[tuple]:
    given |= {f"place{number}": value for number, value in enumerate(place or ())}
    with connections[using].cursor() as cursor:
        kept.execute(cursor, connections[using], given)
        return cursor.fetchall()
